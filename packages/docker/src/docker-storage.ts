import type { AnyFlow, FlowDefinition } from '@millrace/sdk'
import { loadFlowBundle } from '@millrace/sdk/bundles'
import { type BuiltFlowImage, buildFlowImage, type FlowImageOptions, placeInImage } from './building/flow-image.ts'
import { PREFECT_DIRECTORY } from './building/dockerfile.ts'
import { pushImage } from './building/push-image.ts'
import { openEngine } from './engine/engine.ts'
import { DockerError } from './errors.ts'
import type { RegistryCredentials } from './images/credentials.ts'
import { parseImageName, slugOf } from './images/image-name.ts'

/** What `new Docker(…)` may be told. */
export interface DockerOptions extends FlowImageOptions {
  /** The registry that the image is pushed to once it is built: `ghcr.io/team` (default: it stays with the engine). */
  readonly registryUrl?: string | undefined
  /** Default: the slug of the first flow's name. */
  readonly imageName?: string | undefined
  /** Default: the time of the build, to the second. */
  readonly imageTag?: string | undefined
  /** Of the registry; without any, nobody logs in. */
  readonly credentials?: RegistryCredentials | undefined
  /** The Docker engine, as `DOCKER_HOST` has it (default: that variable, else the usual socket). */
  readonly baseUrl?: string | undefined
  /** Takes each line that building and pushing say (default: standard output). */
  readonly print?: ((line: string) => void) | undefined
}

/**
 * Keeps flows in a Docker image: their code in one file each, with the packages that they import, checked in the image
 * before it is done. Runs of a deployment with this image need nothing else. As the storage `Docker` of Prefect 1.
 */
export class Docker {
  readonly #options: DockerOptions
  readonly #flows = new Map<string, FlowDefinition>()
  #image: string | undefined
  #built: BuiltFlowImage | undefined

  constructor(options: DockerOptions = {}) {
    this.#options = options
  }

  /** `registry/image:tag`; it is decided when the first flow is there. */
  get name(): string {
    this.#image ??= this.#chooseName()
    return this.#image
  }

  /** The registry in the name of the image; undefined for one that only the engine, or Docker Hub, knows. */
  get registry(): string | undefined {
    return parseImageName(this.name).registry
  }

  /** The folder of the image that runs begin in. */
  get directory(): string {
    return this.#options.prefectDirectory ?? PREFECT_DIRECTORY
  }

  /** Where each flow is in the image, by the flow's name. */
  get flows(): ReadonlyMap<string, string> {
    const { prefectDirectory } = this.#options
    return new Map([...this.#flows.values()].map((flow) => [flow.name, placeInImage(flow, prefectDirectory).path]))
  }

  /** Takes a flow into the image. Answers where it will be there. */
  addFlow(flow: AnyFlow | FlowDefinition): string {
    const definition = 'definition' in flow ? flow.definition : flow
    if (this.#flows.has(definition.name))
      throw new DockerError(`the image has a flow '${definition.name}' already: flows of one image need different names`)
    this.#flows.set(definition.name, definition)
    return placeInImage(definition, this.#options.prefectDirectory).path
  }

  /** How runs of a flow find it in the image. */
  entrypointOf(name: string): string {
    return placeInImage(this.#known(name), this.#options.prefectDirectory).entrypoint
  }

  /**
   * Builds the image, with health checks of every flow in it, and pushes it where there is a `registryUrl`, unless `push` is false.
   *
   * @throws HealthChecksFailed, BuildFailed, RegistryRefused, ImageNotFound, EngineUnavailable; BundleError.
   */
  async build({ push = true }: { readonly push?: boolean } = {}): Promise<this> {
    const { print = printed, baseUrl, registryUrl } = this.#options
    const engine = openEngine(baseUrl)
    this.#built = await buildFlowImage(engine, [...this.#flows.values()], [this.name], this.#options, print)
    if (push && registryUrl !== undefined) await this.push()
    return this
  }

  /** Sends the image, once it is built, to the registry of its name. */
  async push(): Promise<void> {
    if (this.#built === undefined) throw new DockerError(`the image ${this.name} is not built yet: call build()`)
    const { print = printed, baseUrl, credentials } = this.#options
    await pushImage(openEngine(baseUrl), this.name, credentials, print)
  }

  /** Loads a flow from where it is in the image: for code that runs there. */
  async getFlow(name: string): Promise<AnyFlow> {
    return await loadFlowBundle(placeInImage(this.#known(name), this.#options.prefectDirectory).path)
  }

  #known(name: string): FlowDefinition {
    const flow = this.#flows.get(name)
    if (flow === undefined)
      throw new DockerError(
        `the image has no flow '${name}'; it has ${[...this.#flows.keys()].map((each) => `'${each}'`).join(', ') || 'none'}`,
      )
    return flow
  }

  #chooseName(): string {
    const { registryUrl, imageName, imageTag } = this.#options
    const [first] = this.#flows.keys()
    if (imageName === undefined && first === undefined)
      throw new DockerError('an image without a flow has no name: call addFlow() first, or give an imageName')
    const registry = registryUrl === undefined ? '' : `${registryUrl.replace(/^https?:\/\/|\/+$/g, '')}/`
    const name = `${registry}${imageName ?? slugOf(first ?? '')}`
    const { tag } = parseImageName(name)
    if (tag !== undefined && imageTag !== undefined)
      throw new DockerError(`expected one tag, got '${tag}' in the name of the image and '${imageTag}'`)
    return tag === undefined ? `${name}:${imageTag ?? timeTag(new Date())}` : name
  }
}

/** The image of one deployment, as `DockerImage` of Prefect 3: `flow.deploy({ image: new DockerImage({ name: 'ghcr.io/team/report' }) })`. */
export class DockerImage extends Docker {
  /** @param options.name with its registry; a tag in it is that of the image. */
  constructor({ name, tag, ...options }: DockerImageOptions) {
    super({ ...options, imageName: name, imageTag: tag })
  }
}

/** What `new DockerImage(…)` may be told. */
export interface DockerImageOptions extends Omit<DockerOptions, 'imageName' | 'imageTag' | 'registryUrl'> {
  readonly name: string
  /** Default: the time of the build, to the second. */
  readonly tag?: string | undefined
}

/** `2026-01-31t06-00-00` */
export const timeTag = (now: Date): string => slugOf(now.toISOString().replace(/\.\d+Z$/, ''))

const printed = (line: string): void => void process.stdout.write(`${line}\n`)

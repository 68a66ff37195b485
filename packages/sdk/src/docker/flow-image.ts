import type { WorkPool } from '@millrace/protocol'
import type { FlowDefinition } from '../flow-definition.ts'
import { loadDocker } from './load-docker.ts'

/** An image that flows are put into: `Docker` or `DockerImage` of `@millrace/docker`. */
export interface FlowImage {
  /** `registry/image:tag` */
  readonly name: string
  /** Undefined for an image that only its engine knows. */
  readonly registry: string | undefined
  /** The folder of the image that runs begin in. */
  readonly directory: string
  /** The flows that it has already, by name. */
  readonly flows: ReadonlyMap<string, unknown>
  addFlow(flow: FlowDefinition): string
  /** How runs of a flow find it in the image. */
  entrypointOf(flow: string): string
  build(options: { readonly push: boolean }): Promise<unknown>
  push(): Promise<void>
}

/** An image that is to be made: the options of `new DockerImage(…)`, as `{ name: 'ghcr.io/team/report', dependencies: ['sharp'] }`. */
export interface ImageDescription extends Readonly<Record<string, unknown>> {
  readonly name: string
}

/** What becomes of the image of a deployment. */
export interface ImageOptions {
  /** An image for the runs, with the flow in it: its name, its options, or `new DockerImage(…)` of `@millrace/docker`. Its pool is of the type `docker`. */
  readonly image: string | ImageDescription | FlowImage
  /** False: the image is there already, with the flow in it (default true). */
  readonly build?: boolean | undefined
  /** Whether it is pushed once it is built (default: when its name begins with a registry, as in `ghcr.io/team/report`). */
  readonly push?: boolean | undefined
}

/** A flow in an image that is ready. */
export interface FlowInImage {
  readonly image: string
  readonly entrypoint: string
  /** The folder of the image that runs begin in. */
  readonly path: string
}

/** Why runs of a pool cannot have an image; undefined where they can. */
export const noImagesIn = ({ name, type }: Pick<WorkPool, 'name' | 'type'>): string | undefined =>
  type === 'process'
    ? `the work pool '${name}' runs flows as processes, which have no image: take one of the type docker or kubernetes, as \`millrace work-pool create boxes --type docker\` makes it`
    : undefined

interface DockerModule {
  readonly DockerImage: new (options: ImageDescription) => FlowImage
}

/** Puts a flow into an image, and that into its registry. Throws what `@millrace/docker` throws. */
export async function putIntoImage(flow: FlowDefinition, { image: given, build = true, push }: ImageOptions): Promise<FlowInImage> {
  const image = await flowImage(given)
  if (!image.flows.has(flow.name)) image.addFlow(flow)
  if (build) {
    await image.build({ push: false })
    if (push ?? image.registry !== undefined) await image.push()
  }
  return { image: image.name, entrypoint: image.entrypointOf(flow.name), path: image.directory }
}

/** The image that somebody means. */
export const flowImage = async (given: ImageOptions['image']): Promise<FlowImage> =>
  isImage(given) ? given : await imageOf(typeof given === 'string' ? { name: given } : given)

const isImage = (given: ImageOptions['image']): given is FlowImage => typeof given === 'object' && typeof given['addFlow'] === 'function'

async function imageOf(options: ImageDescription): Promise<FlowImage> {
  const { DockerImage } = await loadDocker<DockerModule>('the image of a deployment')
  return new DockerImage(options)
}

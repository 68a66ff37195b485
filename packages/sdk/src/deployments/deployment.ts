import type { Client } from '@millrace/client'
import { isStatus } from '@millrace/client/errors'
import { Block } from '../blocks/block.ts'
import { currentSession } from '../connection/session.ts'
import type { AnyFlow } from '../any-flow.ts'
import { type AppliedDeployment, applyDeployment, definitionOf } from './apply.ts'
import { type BuildOptions, buildDeployment } from './build.ts'
import { deploymentDefinition, type DeploymentDefinition } from './definition.ts'
import { readDeploymentFile, writeDeploymentFile } from './deployment-file.ts'
import { entrypointOf } from './entrypoint-of.ts'
import { DeploymentError } from './errors.ts'
import { uploadDeployment } from './upload.ts'

/** What a deployment is built from in code: the flow itself in place of its entrypoint. */
export interface BuildFromFlowOptions extends Omit<BuildOptions, 'entrypoint' | 'loaded'> {
  /** The flow, as it was imported. */
  readonly flow: AnyFlow
  /** Default: the file that defined the flow, and the flow's function. */
  readonly entrypoint?: string | undefined
  /** The storage that workers fetch the code from: a saved block, or its name, as `s3/dev` or `s3/dev/folder`. */
  readonly storage?: string | Block | undefined
  /** The same as `pool`; the word of Prefect 2. */
  readonly workPoolName?: string | undefined
  /** The same as `queue`; the word of Prefect 2. */
  readonly workQueueName?: string | undefined
  /** The same as `overrides`; the word of Prefect 2. */
  readonly infraOverrides?: BuildOptions['overrides']
}

/** How a deployment is registered. */
export interface ApplyDeploymentOptions {
  /** Default: that of this process. */
  readonly client?: Client | undefined
  /** Most runs at once of its queue. */
  readonly queueConcurrency?: number | undefined
  /** Upload the code to the storage of the deployment first (default false: it is there). */
  readonly upload?: boolean | undefined
  /** The folder of the code that is uploaded (default: that of this process). */
  readonly from?: string | undefined
}

type Fields = { -readonly [Key in keyof DeploymentDefinition]: DeploymentDefinition[Key] }

/** A deployment in code: build or read it, change its fields, apply it. */
export class Deployment {
  /** The fields as its file has them; free to change until `apply`. */
  readonly fields: Fields
  /** What was said of it here, which `load` leaves as it is. */
  readonly #given: ReadonlySet<string>

  /** @throws ZodError when a field is not what it must be. */
  constructor(fields: { readonly name: string; readonly flow_name: string } & Partial<DeploymentDefinition>) {
    this.fields = deploymentDefinition.parse(fields)
    this.#given = new Set(Object.keys(fields))
  }

  /** Builds a deployment of a flow that was imported. */
  static async buildFromFlow({
    flow,
    storage,
    workPoolName: pool,
    workQueueName: queue,
    infraOverrides: overrides,
    ...given
  }: BuildFromFlowOptions): Promise<Deployment> {
    const storageBlock = storage instanceof Block ? slugOf(storage) : storage
    const options = { ...some({ pool, queue, overrides, storageBlock }), ...given }
    const entrypoint = options.entrypoint ?? entrypointOf(flow.definition, options.cwd ?? process.cwd())
    const client = options.client ?? (await currentSession()).client
    return new Deployment((await buildDeployment({ ...options, client, entrypoint, loaded: flow.definition })).definition)
  }

  /** Reads the deployments of a file. */
  static fromYaml = (file: string): Deployment[] => readDeploymentFile(file).map((definition) => new Deployment(definition))

  /** Writes it to a file; comments that are there stay. */
  toYaml(file: string): void {
    writeDeploymentFile(file, this.fields)
  }

  /** Takes over what the server has of this deployment, but for the fields that it was made with; false when the server has none. */
  async load(client?: Client): Promise<boolean> {
    const { name, flow_name: flowName } = this.fields
    const { deployments } = client ?? (await currentSession()).client
    try {
      const there = await deployments.readByName({ params: { flow_name: flowName, deployment_name: name } })
      const taken = Object.entries(definitionOf(there, flowName)).filter(([field]) => !this.#given.has(field))
      Object.assign(this.fields, Object.fromEntries(taken))
      return true
    } catch (error) {
      if (isStatus(error, 404)) return false
      throw error
    }
  }

  /**
   * Registers it with the server.
   *
   * @throws InvalidSchedule, ParameterError, UnknownWorkPool before anything is written; StorageError when the code cannot be uploaded.
   */
  async apply({
    upload = false,
    from = process.cwd(),
    queueConcurrency,
    ...options
  }: ApplyDeploymentOptions = {}): Promise<AppliedDeployment> {
    const client = options.client ?? (await currentSession()).client
    // Code first: a run of the deployment may be due at once.
    if (upload) await uploadDeployment(this.fields, { client, from })
    return await applyDeployment(this.fields, { client, queueConcurrency })
  }
}

function slugOf({ type, savedAs }: Block): string {
  if (savedAs?.name) return `${type.slug}/${savedAs.name}`
  throw new DeploymentError(`the storage is a block of type '${type.slug}' without a name, so workers cannot find it: save it first`)
}

const some = <Given extends object>(given: Given): Partial<Given> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<Given>

import type { Client } from '@millrace/client'
import { isStatus } from '@millrace/client/errors'
import { currentSession } from '../connection/session.ts'
import type { AnyFlow } from '../any-flow.ts'
import { type AppliedDeployment, applyDeployment, definitionOf } from './apply.ts'
import { type BuildOptions, buildDeployment } from './build.ts'
import { deploymentDefinition, type DeploymentDefinition } from './definition.ts'
import { readDeploymentFile, writeDeploymentFile } from './deployment-file.ts'
import { entrypointOf } from './entrypoint-of.ts'

/** What a deployment is built from in code: the flow itself in place of its entrypoint. */
export interface BuildFromFlowOptions extends Omit<BuildOptions, 'entrypoint' | 'loaded'> {
  readonly flow: AnyFlow
  /** Default: the file that defined the flow, and the flow's function. */
  readonly entrypoint?: string | undefined
}

type Fields = { -readonly [Key in keyof DeploymentDefinition]: DeploymentDefinition[Key] }

/** A deployment in code: build or read it, change its fields, apply it. */
export class Deployment {
  /** The fields as its file has them; free to change until `apply`. */
  readonly fields: Fields

  /** @throws ZodError when a field is not what it must be. */
  constructor(fields: { readonly name: string; readonly flow_name: string } & Partial<DeploymentDefinition>) {
    this.fields = deploymentDefinition.parse(fields)
  }

  /** Builds a deployment of a flow that was imported. */
  static async buildFromFlow({ flow, ...options }: BuildFromFlowOptions): Promise<Deployment> {
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

  /** Takes over what the server has of this deployment; false when it has none. */
  async load(client?: Client): Promise<boolean> {
    const { name, flow_name: flowName } = this.fields
    const { deployments } = client ?? (await currentSession()).client
    try {
      const there = await deployments.readByName({ params: { flow_name: flowName, deployment_name: name } })
      Object.assign(this.fields, definitionOf(there, flowName))
      return true
    } catch (error) {
      if (isStatus(error, 404)) return false
      throw error
    }
  }

  /** Registers it with the server. */
  async apply({ client, queueConcurrency }: { client?: Client; queueConcurrency?: number } = {}): Promise<AppliedDeployment> {
    return await applyDeployment(this.fields, { client: client ?? (await currentSession()).client, queueConcurrency })
  }
}

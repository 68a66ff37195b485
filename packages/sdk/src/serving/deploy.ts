import type { Client } from '@millrace/client'
import { currentSession } from '../connection/session.ts'
import { type AppliedDeployment, applyDeployment } from '../deployments/apply.ts'
import { buildDeployment } from '../deployments/build.ts'
import { entrypointOf } from '../deployments/entrypoint-of.ts'
import type { FlowDefinition } from '../flow-definition.ts'
import type { DeploymentOptions, DeployOptions } from './options.ts'

/** Registers a deployment of a flow for the workers of a pool. Throws as `applyDeployment` does. */
export async function deploy(definition: FlowDefinition, options: DeployOptions): Promise<AppliedDeployment> {
  const { client } = await currentSession()
  return await registerDeployment(client, definition, options)
}

/** Registers a deployment of a flow, for a pool or, without one, for the process that serves it. */
export async function registerDeployment(
  client: Client,
  definition: FlowDefinition,
  options: DeploymentOptions & Partial<DeployOptions>,
): Promise<AppliedDeployment> {
  const { pool, queue, jobVariables, entrypoint, path: cwd = process.cwd(), paused = false, enforceParameterSchema = true } = options
  const { name, description, version, tags, parameters, ...schedule } = options
  const built = await buildDeployment({
    loaded: definition,
    entrypoint: entrypoint ?? entrypointOf(definition, cwd),
    cwd,
    client,
    name,
    description,
    version,
    tags: tags ?? [],
    parameters: parameters ?? {},
    pool,
    queue,
    overrides: jobVariables ?? {},
    // What the code says is all there is: a schedule that was taken out of it is gone.
    schedule: isScheduled(schedule) ? schedule : null,
    paused,
    enforceParameterSchema,
  })
  return await applyDeployment(built.definition, { client })
}

const isScheduled = ({ cron, interval, rrule }: Partial<DeployOptions>): boolean =>
  cron !== undefined || interval !== undefined || rrule !== undefined

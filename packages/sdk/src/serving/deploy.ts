import type { Client } from '@millrace/client'
import { currentSession } from '../connection/session.ts'
import { type AppliedDeployment, applyDeployment, requirePool } from '../deployments/apply.ts'
import { buildDeployment } from '../deployments/build.ts'
import type { DeploymentDefinition } from '../deployments/definition.ts'
import { entrypointOf } from '../deployments/entrypoint-of.ts'
import { DeploymentError } from '../deployments/errors.ts'
import { readRepository, versionOf } from '../deployments/version-info.ts'
import { hashFile } from '../entrypoints/hash-file.ts'
import { resolveEntrypoint } from '../entrypoints/load-flow.ts'
import { noImagesIn, putIntoImage } from '../docker/flow-image.ts'
import type { FlowDefinition } from '../flow-definition.ts'
import { pullStepsOf } from '../storage/pull-steps-of.ts'
import type { DeploymentOptions, DeployOptions } from './options.ts'

/** Registers a deployment of a flow for the workers of a pool. Throws as `applyDeployment` does. */
export async function deploy(definition: FlowDefinition, options: DeployOptions): Promise<AppliedDeployment> {
  const { client } = await currentSession()
  const { image, build, push, ...rest } = options
  if (image === undefined) return await registerDeployment(client, definition, rest)
  // Said before the image is built, which takes its time.
  const refusal = noImagesIn(await requirePool(client, rest.pool))
  if (refusal !== undefined) throw new DeploymentError(refusal)
  const { image: name, ...place } = await putIntoImage(definition, { image, build, push })
  return await registerDeployment(client, definition, { ...rest, jobVariables: { ...rest.jobVariables, image: name } }, place)
}

/**
 * Registers a deployment of a flow, for a pool or, without one, for the process that serves it.
 *
 * @param placed where runs find the flow, if that is not where it is here.
 */
export async function registerDeployment(
  client: Client,
  definition: FlowDefinition,
  options: DeploymentOptions & Partial<DeployOptions>,
  placed: Partial<Pick<DeploymentDefinition, 'entrypoint' | 'path'>> = {},
): Promise<AppliedDeployment> {
  const { origin } = definition
  const { path: cwd = origin?.folder ?? process.cwd(), entrypoint = origin?.entrypoint ?? entrypointOf(definition, cwd) } = options
  const { pool, queue, jobVariables, paused = false, enforceParameterSchema = true } = options
  const { name, description, tags, parameters, triggers = [], ...schedule } = options
  const { version, version_info: versionInfo } = await versionOf({
    version: options.version,
    otherwise: definition.options.version ?? hashFile(resolveEntrypoint(entrypoint, cwd).file),
    repository: () => readRepository(cwd),
    env: process.env,
  })
  const built = await buildDeployment({
    loaded: definition,
    entrypoint,
    cwd,
    client,
    name,
    description,
    version: version ?? undefined,
    tags: tags ?? [],
    parameters: parameters ?? {},
    pool,
    queue,
    overrides: jobVariables ?? {},
    // What the code says is all there is: a schedule that was taken out of it is gone.
    schedule: isScheduled(schedule) ? schedule : null,
    keepsInfrastructure: false,
    triggers,
    paused,
    enforceParameterSchema,
  })
  if (placed.entrypoint !== undefined || origin === undefined || pool === undefined)
    return await applyDeployment({ ...built.definition, ...placed }, { client, versionInfo, pullSteps: null })
  // The folder that it was fetched into goes with this process; workers fetch it anew.
  return await applyDeployment({ ...built.definition, path: null }, { client, versionInfo, pullSteps: pullStepsOf(origin.source) })
}

const isScheduled = ({ cron, interval, rrule }: Partial<DeployOptions>): boolean =>
  cron !== undefined || interval !== undefined || rrule !== undefined

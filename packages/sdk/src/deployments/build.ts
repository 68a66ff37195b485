import { basename, dirname, isAbsolute, relative, resolve } from 'node:path'
import type { Client } from '@millrace/client'
import type { Json } from '@millrace/protocol'
import { timestampOf } from '@millrace/protocol/instants'
import { hashFile } from '../entrypoints/hash-file.ts'
import { type ResolvedEntrypoint, resolveEntrypoint } from '../entrypoints/load-flow.ts'
import type { FlowDefinition } from '../flow-definition.ts'
import { infrastructureOfType } from './anonymous-infrastructure.ts'
import { checkParameters } from './check-parameters.ts'
import { type DeploymentDefinition, PROCESS_INFRASTRUCTURE } from './definition.ts'
import { DeploymentError } from './errors.ts'
import { existingDeployment } from './existing-deployment.ts'
import { describeDefinition, describeFlow, type FlowDescription } from './flow-description.ts'
import { infrastructureFromBlock, infrastructureThere } from './infrastructure-block.ts'
import { type ScheduleOptions, scheduleFrom } from './schedule-options.ts'
import { storageFromBlock } from './storage-reference.ts'

export interface BuildOptions {
  /** `path/file.ts:name`, relative to `cwd`. */
  readonly entrypoint: string
  /** The flow, where it is at hand: its file is then not imported, which may be the very one that is asking. */
  readonly loaded?: FlowDefinition | undefined
  /** Name of the deployment; one of the same flow and name is changed. */
  readonly name: string
  /** The folder of the flow's code (default: that of the process). */
  readonly cwd?: string | undefined
  /** Where the deployment may already be; what it has there and nobody gives here stays. */
  readonly client?: Client | undefined
  /** What it is for (default: what the server has, else the flow's own). */
  readonly description?: string | undefined
  /** Default: the MD5 of the flow's file. */
  readonly version?: string | number | undefined
  /** The work pool of its runs; it must be there (default: that of agents). */
  readonly pool?: string | undefined
  /** The work queue of its runs, made where it is not there (default: that of the pool). */
  readonly queue?: string | undefined
  /** Tags of its runs. */
  readonly tags?: readonly string[] | undefined
  /** Default values of the runs' parameters. */
  readonly parameters?: Readonly<Record<string, Json>> | undefined
  /** Null: no schedule, whatever the server has. */
  readonly schedule?: ScheduleOptions | null | undefined
  /** Registered, but nothing is scheduled (default: as the server has it). */
  readonly paused?: boolean | undefined
  /** Job variables; `env.KEY` means an entry of `env`. */
  readonly overrides?: Readonly<Record<string, Json>> | undefined
  /** An infrastructure block, as `process/prod`. */
  readonly infrastructureBlock?: string | undefined
  /** A type of infrastructure, kept in an anonymous block when it is applied; not with `infrastructureBlock`. */
  readonly infrastructureType?: string | undefined
  /** Whether the infrastructure block that the server has stays where none is given (default true). */
  readonly keepsInfrastructure?: boolean | undefined
  /**
   * The storage that workers fetch the code from: `s3/dev`, `s3/dev/folder`, or a block as deployment files have it. The code is
   * uploaded by `uploadDeployment`.
   */
  readonly storageBlock?: string | DeploymentDefinition['storage'] | undefined
  /** The folder of the storage, or else of this machine, that the code is in. */
  readonly path?: string | undefined
  /** What sets runs off besides schedules, as `triggers` of project files (default: what the server has). */
  readonly triggers?: readonly { [key: string]: Json }[] | undefined
  /** Whether runs whose parameters do not fit are refused when they are made (default: as the server has it). */
  readonly enforceParameterSchema?: boolean | undefined
}

/** A deployment that was built, and what was found out on the way. */
export interface BuiltDeployment {
  readonly definition: DeploymentDefinition
  readonly flow: FlowDescription
  /** The file that `build` writes when nobody names one: after the function. */
  readonly defaultFile: string
}

/**
 * Puts a deployment together from a flow's entrypoint, what is given, and what the server has of it already.
 *
 * @throws EntrypointError, InvalidSchedule, ParameterError, UnknownInfrastructureBlock.
 */
export async function buildDeployment(options: BuildOptions): Promise<BuiltDeployment> {
  const { name, cwd = process.cwd(), client } = options
  const entrypoint = resolveEntrypoint(options.entrypoint, cwd)
  const given = schedulesOf(options.schedule)
  const flow = options.loaded === undefined ? await describeFlow(entrypoint, cwd) : await describeDefinition(options.loaded, entrypoint)
  const there = client === undefined ? undefined : await existingDeployment(client, flow.flowName, name)
  const parameters = options.parameters ?? there?.parameters ?? {}
  if (options.parameters !== undefined) checkParameters(`deployment '${flow.flowName}/${name}'`, flow.parameterSchema, parameters)
  const definition: DeploymentDefinition = {
    name,
    description: options.description ?? there?.description ?? flow.description,
    version: String(options.version ?? flow.version ?? hashFile(entrypoint.file)),
    work_queue_name: options.queue ?? there?.work_queue_name ?? (options.pool === undefined ? null : 'default'),
    work_pool_name: options.pool ?? there?.work_pool_name ?? null,
    tags: [...(options.tags ?? there?.tags ?? [])],
    parameters: { ...parameters },
    schedule: null,
    schedules: given ?? there?.schedules.map(({ schedule, active }) => ({ schedule, active })) ?? [],
    is_schedule_active: options.paused === undefined ? null : !options.paused,
    infra_overrides: { ...(options.overrides ?? there?.job_variables) },
    infrastructure: await infrastructureOf(options, there?.infrastructure_document_id ?? null),
    flow_name: flow.flowName,
    manifest_path: null,
    ...(await placeOf(entrypoint, cwd, options)),
    parameter_openapi_schema: flow.parameterSchema,
    timestamp: timestampOf(new Date()),
    triggers: options.triggers === undefined ? null : [...options.triggers],
    enforce_parameter_schema: options.enforceParameterSchema ?? null,
  }
  return { definition, flow, defaultFile: `${flow.functionName}-deployment.yaml` }
}

/** The folder of the code, and the entrypoint below it; a file outside of `cwd` is found in its own folder. */
async function placeOf(
  { file, name }: ResolvedEntrypoint,
  cwd: string,
  { client, storageBlock, path }: BuildOptions,
): Promise<Pick<DeploymentDefinition, 'storage' | 'path' | 'entrypoint'>> {
  const below = relative(cwd, file)
  const outside = below.startsWith('..') || isAbsolute(below)
  if (storageBlock !== undefined && storageBlock !== null && client !== undefined) {
    if (outside) throw new DeploymentError(`${file} is not in ${cwd}, so it is not uploaded from there: build in the folder of the code`)
    const placed =
      typeof storageBlock === 'string' ? await storageFromBlock(client, storageBlock, path) : { storage: storageBlock, path: path ?? '' }
    return { ...placed, entrypoint: `${below}:${name}` }
  }
  const storage = null
  if (path !== undefined) return { storage, path: resolve(cwd, path), entrypoint: `${below}:${name}` }
  return { storage, ...besides(file, name, cwd, outside ? undefined : below) }
}

const besides = (
  file: string,
  name: string,
  cwd: string,
  below: string | undefined,
): { readonly path: string; readonly entrypoint: string } =>
  below === undefined ? { path: dirname(file), entrypoint: `${basename(file)}:${name}` } : { path: cwd, entrypoint: `${below}:${name}` }

function schedulesOf(given: BuildOptions['schedule']): DeploymentDefinition['schedules'] | undefined {
  if (given === undefined) return undefined
  if (given === null) return []
  const schedule = scheduleFrom(given)
  return schedule === undefined ? undefined : [{ schedule, active: true }]
}

/** What is given, else what the deployment has on the server, else a process. */
async function infrastructureOf(
  { client, infrastructureBlock, infrastructureType, keepsInfrastructure = true }: BuildOptions,
  there: string | null,
): Promise<DeploymentDefinition['infrastructure']> {
  if (client !== undefined) {
    if (infrastructureBlock !== undefined) return await infrastructureFromBlock(client, infrastructureBlock)
    if (infrastructureType !== undefined) return await infrastructureOfType(client, infrastructureType)
    const kept = there === null || !keepsInfrastructure ? undefined : await infrastructureThere(client, there)
    if (kept !== undefined) return kept
  }
  return { ...PROCESS_INFRASTRUCTURE }
}

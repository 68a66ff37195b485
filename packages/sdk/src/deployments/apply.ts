import type { Client } from '@millrace/client'
import { isStatus } from '@millrace/client/errors'
import type { Deployment, DeploymentUpdate, WorkPool } from '@millrace/protocol'
import { DEFAULT_AGENT_POOL } from '@millrace/protocol/constants'
import type { StepEntry } from '../steps/step.ts'
import { mergeVariables, nestVariables } from '../runner/job-variables.ts'
import { automationsOf } from '../triggers/automations-of.ts'
import { putAutomations } from '../triggers/put-automations.ts'
import { keepAnonymous } from './anonymous-infrastructure.ts'
import { isPythonEntrypoint } from '../runner/flow-run-command.ts'
import { checkParameters } from './check-parameters.ts'
import type { DeploymentDefinition } from './definition.ts'
import { ensureQueue } from './ensure-queue.ts'
import { UnknownInfrastructureBlock, UnknownWorkPool } from './errors.ts'
import { type InfrastructureReference, infrastructureReference } from './infrastructure-block.ts'
import { createDeployment } from './save-deployment.ts'
import { requireValid } from './schedule-options.ts'
import { storageDocumentId } from './storage-reference.ts'
import { typedVariables } from './typed-variables.ts'

/** Stands where the id of a deployment is not known yet. */
const NO_ID = '00000000-0000-4000-8000-000000000000'

export interface ApplyOptions {
  readonly client: Client
  /** Most runs at once of the queue, set when given. */
  readonly queueConcurrency?: number | undefined
  /** By which runs fetch the code; null: by none, whatever the server has (default: those that the server has). */
  readonly pullSteps?: readonly StepEntry[] | null | undefined
  /** Where the version comes from, for servers of Prefect 3 and ours. */
  readonly versionInfo?: DeploymentUpdate['version_info']
}

/** A deployment as it is with the server now. */
export interface AppliedDeployment {
  readonly id: string
  readonly flowName: string
  readonly name: string
  /** The pool and queue that its runs go to. */
  readonly pool: string
  readonly queue: string | null
  /** True when the deployment names neither pool nor queue: then no worker takes its runs unless one polls the default queue. */
  readonly withoutQueue: boolean
}

/**
 * Registers a deployment: creates its flow, its queue where it is not there, creates or updates the deployment, and puts the automations
 * of its triggers in place of those that it has.
 *
 * @throws InvalidSchedule, InvalidTrigger, ParameterError, UnknownWorkPool before anything is written.
 */
export async function applyDeployment(
  definition: DeploymentDefinition,
  { client, queueConcurrency, pullSteps, versionInfo }: ApplyOptions,
): Promise<AppliedDeployment> {
  const { name, flow_name: flowName, work_pool_name: pool, work_queue_name: queue } = definition
  const schedules = schedulesOf(definition)
  for (const { schedule } of schedules) requireValid(schedule)
  checkParameters(`deployment '${flowName}/${name}'`, definition.parameter_openapi_schema, definition.parameters ?? {})
  const workPool = pool !== null && pool !== DEFAULT_AGENT_POOL ? await requirePool(client, pool) : undefined
  // Triggers that are none are refused before anything is written, too.
  automationsOf(name, definition.triggers ?? [], NO_ID)
  const storage = await storageDocumentId(client, definition.storage)
  const { id: flowId } = await client.flows.create({ body: { name: flowName } })
  if (queue !== null) await ensureQueue(client, { pool, queue, concurrency: queueConcurrency })
  const own = infrastructureToKeep(definition)
  const kept = own === undefined ? undefined : await keepInfrastructure(client, definition, own)
  const body = bodyOf(definition, flowId, schedules, kept)
  const variables = workPool === undefined ? body.job_variables : typedVariables(body.job_variables ?? {}, workPool)
  const steps = pullSteps === undefined ? {} : { pull_steps: pullSteps === null ? null : [...pullSteps] }
  const source = versionInfo === undefined ? {} : { version_info: versionInfo }
  const deployment = await createDeployment(client, {
    ...body,
    job_variables: variables,
    storage_document_id: storage,
    ...steps,
    ...source,
  })
  if (definition.triggers !== null) await putAutomations(client, deployment.id, automationsOf(name, definition.triggers, deployment.id))
  return {
    id: deployment.id,
    flowName,
    name,
    pool: deployment.work_pool_name ?? pool ?? DEFAULT_AGENT_POOL,
    queue: deployment.work_queue_name,
    withoutQueue: pool === null && queue === null,
  }
}

/** Several schedules, or the single one of older files. */
function schedulesOf({ schedule, schedules }: DeploymentDefinition): NonNullable<DeploymentDefinition['schedules']> {
  if (schedules !== null && schedules.length > 0) return schedules
  return schedule === null ? [] : [{ schedule, active: true }]
}

/**
 * The infrastructure that an anonymous block keeps: that of `--infra`, and that of every deployment which agents run, as in Prefect 2,
 * since agents go by blocks. Work pools of other types take it as job variables.
 */
function infrastructureToKeep({ infrastructure, work_pool_name: pool }: DeploymentDefinition): JsonObject | undefined {
  if (infrastructure === null || typeof infrastructure['_block_document_id'] === 'string') return undefined
  const isForAgents = pool === null || pool === DEFAULT_AGENT_POOL
  return infrastructure['_is_anonymous'] === true || isForAgents ? infrastructure : undefined
}

type JsonObject = NonNullable<DeploymentDefinition['infrastructure']>

type Body = Parameters<Client['deployments']['create']>[0]['body']

async function keepInfrastructure(
  client: Client,
  { name, flow_name: flowName }: DeploymentDefinition,
  infrastructure: JsonObject,
): Promise<InfrastructureReference | undefined> {
  const [there] = await client.deployments.filter({
    body: { deployments: { name: { any_: [name] } }, flows: { name: { any_: [flowName] } } },
  })
  try {
    return { documentId: await keepAnonymous(client, infrastructure, there?.infrastructure_document_id ?? null), jobVariables: {} }
  } catch (error) {
    // A server that has no block types: processes are what agents start without a block, too.
    if (error instanceof UnknownInfrastructureBlock && infrastructure['type'] === 'process') return undefined
    throw error
  }
}

function bodyOf(
  definition: DeploymentDefinition,
  flowId: string,
  schedules: ReturnType<typeof schedulesOf>,
  infrastructure = infrastructureReference(definition.infrastructure),
): Body {
  return {
    name: definition.name,
    flow_id: flowId,
    description: definition.description,
    version: definition.version,
    tags: definition.tags ?? [],
    parameters: definition.parameters ?? {},
    schedules: schedules.map(({ schedule, active }) => ({ schedule, active })),
    // Nothing is said where nobody chose: the server then keeps what it has.
    ...(definition.is_schedule_active === null ? {} : { paused: !definition.is_schedule_active }),
    job_variables: mergeVariables(infrastructure.jobVariables, nestVariables(definition.infra_overrides ?? {})),
    ...(infrastructure.documentId === null ? {} : { infrastructure_document_id: infrastructure.documentId }),
    ...(definition.work_pool_name === null ? {} : { work_pool_name: definition.work_pool_name }),
    ...(definition.work_queue_name === null ? {} : { work_queue_name: definition.work_queue_name }),
    path: definition.path,
    entrypoint: definition.entrypoint,
    parameter_openapi_schema: withoutNulls(definition.parameter_openapi_schema),
    ...enforcement(definition),
  }
}

/** Files of Prefect 2 say `required: null` and `definitions: null`, which are no JSON Schema. */
const withoutNulls = (schema: JsonObject | null): JsonObject | null =>
  schema === null ? null : Object.fromEntries(Object.entries(schema).filter(([, said]) => said !== null))

/** Where a file says nothing: for Python flows what Prefect 2.20 means by that, no, since their `**kwargs` count as required there. */
function enforcement({ enforce_parameter_schema: enforce, entrypoint }: DeploymentDefinition): Pick<Body, 'enforce_parameter_schema'> {
  if (enforce !== null) return { enforce_parameter_schema: enforce }
  return isPythonEntrypoint(entrypoint) ? { enforce_parameter_schema: false } : {}
}

/** A pool that is there. @throws UnknownWorkPool naming those there are. */
export async function requirePool(client: Client, pool: string): Promise<WorkPool> {
  try {
    return await client.workPools.read({ params: { name: pool } })
  } catch (error) {
    if (!isStatus(error, 404)) throw error
    const known = await client.workPools.filter({ body: { limit: 20 } })
    throw new UnknownWorkPool(
      pool,
      known.map(({ name }) => name),
    )
  }
}

/** A deployment of the server as a definition: what `load` starts from, and what a file would say. */
export function definitionOf(deployment: Deployment, flowName: string): DeploymentDefinition {
  return {
    name: deployment.name,
    description: deployment.description,
    version: deployment.version,
    work_queue_name: deployment.work_queue_name,
    work_pool_name: deployment.work_pool_name,
    tags: deployment.tags,
    parameters: deployment.parameters,
    schedule: null,
    schedules: deployment.schedules.map(({ schedule, active }) => ({ schedule, active })),
    is_schedule_active: !deployment.paused,
    infra_overrides: deployment.job_variables,
    infrastructure: null,
    flow_name: flowName,
    manifest_path: null,
    storage: deployment.storage_document_id === null ? null : { _block_document_id: deployment.storage_document_id },
    path: deployment.path,
    entrypoint: deployment.entrypoint,
    parameter_openapi_schema: deployment.parameter_openapi_schema,
    timestamp: deployment.updated,
    triggers: null,
    enforce_parameter_schema: deployment.enforce_parameter_schema,
  }
}

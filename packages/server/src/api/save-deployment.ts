import type { DeploymentCreate, DeploymentUpdate, Json } from '@millrace/protocol'
import { deploymentChanged, deploymentUpdated } from '../events/changes/deployment.ts'
import { tell } from '../events/tell.ts'
import type { RequestContext } from '../http/request-context.ts'
import { InvalidRequest } from '../http/problem.ts'
import { setLimit } from '../concurrency/deployment-limit.ts'
import { newId } from '../orchestration/chance.ts'
import { scheduleDeployments } from '../scheduling/schedule-deployments.ts'
import { findAllMismatches } from '../json-schema/find-all-mismatches.ts'
import { META_SCHEMA } from '../json-schema/meta-schema.ts'
import { findLimit } from '../store/queries/concurrency-limits.ts'
import {
  type DeploymentChanges,
  type DeploymentView,
  findDeploymentOfFlow,
  hasBlockDocument,
  insertDeployment,
  readDeployment,
  readFlowLabels,
  updateDeployment,
} from '../store/queries/deployments.ts'
import { deleteScheduledRuns } from '../store/queries/scheduled-runs.ts'
import { findWorkPool } from '../store/queries/work-pools.ts'
import type { DeploymentRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'
import { changesOf } from './changes.ts'
import { checkJobVariables, checkParameters, reasonAgainst } from './check-parameters.ts'
import { addSchedules, checkSchedules, mergeSchedules, replaceSchedules } from './deployment-schedules.ts'
import { ensureWorkQueue } from './ensure-work-queue.ts'
import { Conflict, NotFound } from './errors.ts'
import { hydrated } from './hydrated.ts'
import { isSecond } from './is-second.ts'
import { legacySchedules, schedulesOf } from './legacy-schedules.ts'
import { checkParameterSize } from './parameter-size.ts'

type Body = DeploymentCreate | DeploymentUpdate

const NULLABLE = [
  'version',
  'version_info',
  'description',
  'concurrency_limit',
  'concurrency_options',
  'global_concurrency_limit_id',
  'parameter_openapi_schema',
  'work_queue_name',
  'path',
  'manifest_path',
  'pull_steps',
  'entrypoint',
  'storage_document_id',
  'infrastructure_document_id',
] as const satisfies (keyof DeploymentRow)[]

/**
 * Writes a deployment, or changes the one of that flow and name where the body names something; its schedules become those of the body, and
 * runs that are to come are made anew.
 */
export async function saveDeployment(
  context: RequestContext,
  tx: Transaction,
  body: DeploymentCreate,
): Promise<{ id: string; created: boolean }> {
  const schedules = schedulesOf(body) ?? []
  checkSchedules(schedules, ['schedules'], body)
  checkLimits(body)
  checkParameterSize(context, body.parameters)
  const variables = body.job_variables ?? body.infra_overrides
  if (body.work_pool_name && variables) await checkVariables(tx, body.work_pool_name, variables, 'Error creating deployment')
  if (body.enforce_parameter_schema === true && body.parameter_openapi_schema) refuseParameters(body, body.parameter_openapi_schema)
  const second = isSecond(context.caller)
  const changes = { ...(second ? RESET_BY_2 : RESET_BY_3), ...(await columnsOf(context, tx, body, 'creating')) }
  const existing = await findDeploymentOfFlow(tx, body.flow_id, body.name)
  const id = existing?.id ?? newId()
  const now = context.clock.now()
  const labels = { ...(await readFlowLabels(tx, body.flow_id)), 'prefect.flow.id': body.flow_id, ...body.labels }
  if (existing === undefined) {
    await insertDeployment(tx, {
      ...BLANK,
      ...(second ? {} : BLANK_BY_3),
      ...changes,
      id,
      created: now,
      updated: now,
      name: body.name,
      flow_id: body.flow_id,
      labels,
    })
  } else {
    await updateDeployment(tx, id, { ...changes, labels }, now)
  }
  if (changes.concurrency_limit !== undefined) await setLimit(tx, id, changes.concurrency_limit, now)
  await tellOfChange(context, tx, id, existing)
  if (existing === undefined) {
    await addSchedules(context, tx, id, schedules)
    await scheduleDeployments(context, tx, [id])
  } else {
    await replaceSchedules(context, tx, id, schedules)
    await renewRuns(context, tx, id)
  }
  return { id, created: existing === undefined }
}

/** Changes what a body names of a deployment, and makes the runs that are to come anew. Throws `NotFound`. */
export async function changeDeployment(context: RequestContext, tx: Transaction, id: string, body: DeploymentUpdate): Promise<void> {
  checkLimits(body)
  checkParameterSize(context, body.parameters)
  const existing = await readDeployment(tx, id)
  if (existing === undefined) throw new NotFound('Deployment not found.')
  const legacy = await legacySchedules(tx, existing, body)
  const schedules = legacy ?? body.schedules
  if (schedules !== undefined) checkSchedules(schedules, ['schedules'], body)
  const variables = body.job_variables ?? body.infra_overrides
  if (body.work_pool_name && variables) await checkVariables(tx, body.work_pool_name, variables, 'Error updating deployment')
  const changes = await columnsOf(context, tx, body, 'updating')
  if (body.parameters) changes.parameters = await hydrated(tx, body.parameters, 'Error hydrating deployment parameters')
  if (body.enforce_parameter_schema ?? existing.enforce_parameter_schema) {
    const schema = body.parameter_openapi_schema ?? existing.parameter_openapi_schema
    checkParameters(changes.parameters ?? existing.parameters, schema, 'Error updating deployment', { ignoreRequired: true })
  }
  const now = context.clock.now()
  await updateDeployment(tx, id, changes, now)
  if (changes.concurrency_limit !== undefined) await setLimit(tx, id, changes.concurrency_limit, now)
  await tellOfChange(context, tx, id, existing)
  if (legacy !== undefined) await replaceSchedules(context, tx, id, legacy)
  else if (schedules !== undefined) await mergeSchedules(context, tx, id, schedules)
  await renewRuns(context, tx, id)
}

async function tellOfChange(context: RequestContext, tx: Transaction, id: string, before: DeploymentView | undefined): Promise<void> {
  const after = await readDeployment(tx, id)
  if (after === undefined) return
  const told = before === undefined ? [await deploymentChanged(tx, 'created', after)] : await deploymentUpdated(tx, before, after)
  await tell(context, tx, told)
}

/** Deletes the runs that schedules made and that are still to come, and makes those that they ask for now. */
export async function renewRuns(context: RequestContext, tx: Transaction, deploymentId: string): Promise<void> {
  await deleteScheduledRuns(tx, { deploymentId, autoScheduledOnly: true, after: context.clock.now() })
  await scheduleDeployments(context, tx, [deploymentId])
}

const BLANK: Omit<DeploymentRow, 'id' | 'created' | 'updated' | 'name' | 'flow_id' | 'labels'> = {
  version: null,
  version_info: null,
  description: null,
  paused: false,
  concurrency_limit: null,
  concurrency_options: null,
  global_concurrency_limit_id: null,
  job_variables: {},
  parameters: {},
  parameter_openapi_schema: null,
  enforce_parameter_schema: false,
  tags: [],
  work_queue_id: null,
  work_queue_name: null,
  last_polled: null,
  path: null,
  manifest_path: null,
  pull_steps: null,
  entrypoint: null,
  storage_document_id: null,
  infrastructure_document_id: null,
  created_by: null,
  updated_by: null,
}

/** What 3.x takes for granted of a new deployment; it holds parameters against the schema unless told otherwise. */
const BLANK_BY_3 = { parameter_openapi_schema: {}, enforce_parameter_schema: true, pull_steps: [] } satisfies DeploymentChanges

/** What a second `POST` sets back where it does not name it, in each generation. */
const RESET_BY_2 = {
  version: null,
  version_info: null,
  description: null,
  paused: false,
  job_variables: {},
  parameters: {},
  parameter_openapi_schema: null,
  enforce_parameter_schema: false,
  tags: [],
  path: null,
  manifest_path: null,
  pull_steps: null,
  entrypoint: null,
  storage_document_id: null,
  infrastructure_document_id: null,
} satisfies DeploymentChanges
const RESET_BY_3 = { parameters: {} } satisfies DeploymentChanges

/** Parameters of a new deployment that do not fit its schema, or a schema that is none, make its body invalid; throws `InvalidRequest`. */
function refuseParameters(body: DeploymentCreate, schema: Json): void {
  const [fault] = findAllMismatches(schema, META_SCHEMA)
  const reason =
    fault === undefined
      ? reasonAgainst(body.parameters ?? {}, schema, { ignoreRequired: true })
      : `The provided schema is not a valid json schema. Schema error: ${fault.message}`
  if (reason === undefined) return
  const msg = `Value error, ${reason}`
  throw new InvalidRequest([{ type: 'value_error', loc: ['body'], msg, input: body, ctx: { error: {} } }], body)
}

/** The columns that a body names, in either generation's words. Throws for a pool, queue, block or limit that is not there. */
async function columnsOf(context: RequestContext, tx: Transaction, body: Body, doing: 'creating' | 'updating'): Promise<DeploymentChanges> {
  const { schedules: _, schedule: __, is_schedule_active: active, infra_overrides: overrides, work_pool_name: pool, ...named } = body
  const changes = changesOf<DeploymentRow>(without(named, ['name', 'flow_id', 'labels']), NULLABLE)
  // What is said of one version says nothing of another.
  if (body.version !== undefined && body.version_info === undefined) changes.version_info = null
  if (overrides && changes.job_variables === undefined) changes.job_variables = overrides
  if (active !== undefined && active !== null && changes.paused === undefined) changes.paused = !active
  if (!isSecond(context.caller) && isEmpty(body.parameter_openapi_schema)) changes.parameter_openapi_schema = NO_PARAMETERS
  // To 3.8 a pool of null means none, whatever the queue is called; to 2.20 it means nothing.
  if (pool === null && doing === 'updating' && !isSecond(context.caller)) changes.work_queue_id = null
  else if (pool || body.work_queue_name) {
    const queue = await ensureWorkQueue(context, tx, { pool: pool || null, queue: body.work_queue_name || null })
    changes.work_queue_id = queue.id
  }
  await requireReferences(tx, changes, doing)
  return changes
}

/** What 3.8 makes of a schema that is given as `{}`; one that is null or left out stays so. */
const NO_PARAMETERS = { type: 'object', properties: {} }
const isEmpty = (schema: object | null | undefined): boolean => Boolean(schema) && Object.keys(schema ?? {}).length === 0

const without = (object: object, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)))

async function requireReferences(tx: Transaction, changes: DeploymentChanges, doing: string): Promise<void> {
  const { global_concurrency_limit_id: limit, infrastructure_document_id: infrastructure, storage_document_id: storage } = changes
  if (limit && (await findLimit(tx, { id: limit })) === undefined) throw new NotFound('Concurrency limit not found')
  for (const [kind, id] of [
    ['infrastructure', infrastructure],
    ['storage', storage],
  ] as const) {
    if (!id || (await hasBlockDocument(tx, id))) continue
    throw new Conflict(
      `Error ${doing} deployment. Could not find ${kind} block with id: ${id}. This usually occurs when applying a deployment specification that was built against a different Prefect database / workspace.`,
    )
  }
}

async function checkVariables(tx: Transaction, poolName: string, variables: Record<string, Json>, failure: string): Promise<void> {
  const pool = await findWorkPool(tx, poolName)
  if (pool !== undefined) await checkJobVariables(tx, pool, [variables], failure, { ignoreRequired: true })
}

function checkLimits(body: Body): void {
  if (!body.concurrency_limit || !body.global_concurrency_limit_id) return
  const msg = 'Value error, A deployment cannot have both a concurrency limit and a global concurrency limit.'
  throw new InvalidRequest([{ type: 'value_error', loc: ['body'], msg, input: body, ctx: { error: {} } }], body)
}

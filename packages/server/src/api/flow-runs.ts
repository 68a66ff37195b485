import { type FlowRunCreate, type flowRunRoutes, type Handlers, type Json, type Labels, Reply } from '@millrace/protocol'
import { z } from 'zod'
import type { Caller } from '../context.ts'
import { written } from '../http/json-text.ts'
import type { RequestContext } from '../http/request-context.ts'
import { RunNotFound } from '../orchestration/errors.ts'
import { beginLease } from '../orchestration/begin-lease.ts'
import { renewLease } from '../orchestration/renew-lease.ts'
import { runName } from '../run-name.ts'
import { setFlowRunState } from '../orchestration/set-flow-run-state.ts'
import { readDeployment } from '../store/queries/deployments.ts'
import {
  countFlowRuns,
  deleteFlowRun,
  findQueue,
  type FlowRunChanges,
  listFlowRunCells,
  readFlowRun,
  readLabelsAbove,
  updateFlowRun,
} from '../store/queries/flow-runs.ts'
import { findWorkPoolById } from '../store/queries/work-pools.ts'
import type { Transaction } from '../store/store.ts'
import { awaitCancellation } from './await-cancellation.ts'
import { checkJobVariables } from './check-parameters.ts'
import { createFlowRun } from './create-flow-run.ts'
import { createdBy } from './created-by.ts'
import { BadRequest, NotFound, Unprocessable } from './errors.ts'
import { isSecond } from './is-second.ts'
import { leaseAsked } from './lease-asked.ts'
import { flowRunReply } from './orchestration-reply.ts'
import { pageSliceOf, sliceOf, writtenPage } from './page.ts'
import { checkParameterSize } from './parameter-size.ts'
import { preferredWait } from './prefer-wait.ts'
import { inNewWords } from './older-policy.ts'
import { presentFlowRun } from './present-flow-run.ts'
import { writeFlowRuns } from './write-runs.ts'
import { resumeFlowRun } from './resume-flow-run.ts'

const ABSENT = 'Flow run not found'

/** Handlers of the flow run routes. */
export const flowRunHandlers: Handlers<typeof flowRunRoutes, RequestContext> = {
  async create(context, { body }) {
    const { run, created } = await context.store.write(async (tx) => {
      const made = await createFlowRun(context, tx, await specOf(tx, body, context))
      return { run: await readFlowRun(tx, made.id), created: made.created }
    })
    if (run === undefined) throw new NotFound(ABSENT)
    return new Reply(created ? 201 : 200, presentFlowRun(run, context.clock.now()))
  },

  async read({ store, clock }, { params }) {
    const run = await store.read((queries) => readFlowRun(queries, params.id))
    if (run === undefined) throw new NotFound(ABSENT)
    return presentFlowRun(run, clock.now())
  },

  async update(context, { params, body }) {
    const { store, clock } = context
    checkParameterSize(context, body.parameters)
    await store.write(async (tx) => {
      if (body.job_variables !== undefined && body.job_variables !== null) await requireFitting(tx, params.id, body.job_variables)
      if (!(await updateFlowRun(tx, params.id, changesOf(body), clock.now()))) throw new NotFound(ABSENT)
    })
    return undefined
  },

  async delete({ store }, { params }) {
    if (!(await store.write((tx) => deleteFlowRun(tx, params.id)))) throw new NotFound(ABSENT)
    return undefined
  },

  async filter(context, { body }) {
    const runs = await context.store.read((queries) => listFlowRunCells(queries, body, { sort: body.sort, ...sliceOf(context, body) }))
    return written(writeFlowRuns(runs, context.clock.now()))
  },

  async paginate(context, { body }) {
    const slice = pageSliceOf(context, body)
    return await context.store.read(async (queries) => {
      const runs = await listFlowRunCells(queries, body, { sort: body.sort, ...slice })
      const results = writeFlowRuns(runs, context.clock.now())
      return writtenPage(results, await countFlowRuns(queries, body), body.page, slice)
    })
  },

  count: ({ store }, { body }) => store.read((queries) => countFlowRuns(queries, body)),

  async setState(context, { params, body, headers }) {
    const proposal = { flowRunId: params.id, state: body.state, force: body.force, caller: context.caller }
    const lease = leaseAsked(headers)
    const outcome = await context.store.write(async (tx) => {
      const made = await setFlowRunState(context, tx, proposal)
      if (lease !== undefined) await beginLease(context, tx, params.id, made, lease)
      return made
    })
    return flowRunReply(outcome)
  },

  resume: (context, { params, body }) => context.store.write((tx) => resumeFlowRun(context, tx, params.id, body.run_input ?? {})),

  async updateLabels({ store, clock }, { params, body }) {
    await store.write(async (tx) => {
      const run = await readFlowRun(tx, params.id)
      if (run === undefined) throw new RunNotFound('flow run', params.id)
      await updateFlowRun(tx, params.id, { labels: { ...run.labels, ...labelsOf(body) } }, clock.now())
    })
    return undefined
  },

  async renewLease(context, { params, body, headers, signal }) {
    const lease = await context.store.write((tx) => renewLease(context, tx, { flowRunId: params.id, ...body }))
    return await awaitCancellation(context, lease, { wait: preferredWait(headers['prefer']), signal })
  },
}

async function specOf(tx: Transaction, body: FlowRunCreate, context: RequestContext): Promise<Parameters<typeof createFlowRun>[2]> {
  const queue = body.work_pool_name ? await queueNamed(tx, body.work_pool_name, body.work_queue_name ?? null) : undefined
  const deploymentId = body.deployment_id ?? null
  const above = await readLabelsAbove(tx, body.flow_id, deploymentId)
  return {
    name: body.name,
    state: body.state ?? null,
    flow_id: body.flow_id,
    deployment_id: deploymentId,
    deployment_version: null,
    work_queue_id: queue?.id ?? null,
    work_queue_name: queue?.name ?? body.work_queue_name ?? null,
    flow_version: body.flow_version ?? null,
    parameters: body.parameters,
    idempotency_key: body.idempotency_key ?? null,
    context: body.context,
    empirical_policy: body.empirical_policy,
    tags: body.tags,
    labels: { ...above, ...body.labels },
    parent_task_run_id: body.parent_task_run_id ?? null,
    auto_scheduled: false,
    infrastructure_document_id: body.infrastructure_document_id ?? null,
    created_by: createdBy(context),
    job_variables: body.job_variables ?? noVariables(body, context.caller),
  }
}

/** What a run without job variables answers for them: 3.8 says null of a run with an idempotency key, and {} as 2.20 does of all others. */
const noVariables = ({ idempotency_key: key }: FlowRunCreate, caller: Caller): Record<string, never> | null =>
  key && !isSecond(caller) ? null : {}

async function queueNamed(tx: Transaction, pool: string, queue: string | null): Promise<{ id: string; name: string }> {
  const found = await findQueue(tx, pool, queue)
  if (found.queue !== undefined) return found.queue
  throw new NotFound(queue === null ? `Work pool "${pool}" not found.` : `Work pool queue '${pool}/${queue}' not found.`)
}

type Body<Name extends keyof typeof flowRunRoutes> = Parameters<(typeof flowRunHandlers)[Name]>[1]['body']
type Update = Partial<Record<keyof FlowRunChanges, unknown>>

/** The columns that were named; null leaves those alone that cannot be null, and an empty name stands for one to be made up. */
function changesOf({ name, empirical_policy: policy, ...rest }: Body<'update'>): FlowRunChanges {
  const body: Update = { ...rest, name: name === '' ? runName() : name, empirical_policy: policy && inNewWords(policy) }
  const nullable = new Set(['flow_version', 'infrastructure_pid', 'job_variables'])
  return Object.fromEntries(Object.entries(body).filter(([name, value]) => value !== undefined && (value !== null || nullable.has(name))))
}

/** Job variables are changed while a run of a deployment waits, and as its pool's template has them. Throws `NotFound`, `BadRequest`, `Unprocessable`. */
async function requireFitting(tx: Transaction, id: string, variables: Record<string, Json>): Promise<void> {
  const run = await readFlowRun(tx, id)
  if (run === undefined) throw new NotFound(ABSENT)
  if (run.state_type === null) throw new BadRequest('Flow run state is required to update job variables but none exists')
  if (run.state_type !== 'SCHEDULED') throw new BadRequest(`Job variables for a flow run in state ${run.state_type} cannot be updated`)
  const deployment = run.deployment_id === null ? undefined : await readDeployment(tx, run.deployment_id)
  if (deployment === undefined) throw new BadRequest('A deployment for the flow run could not be found')
  const pool = deployment.work_pool_id === null ? undefined : await findWorkPoolById(tx, deployment.work_pool_id)
  const given = [deployment.job_variables, variables]
  if (pool !== undefined) await checkJobVariables(tx, pool, given, 'Error updating flow run', { ignoreRequired: false })
}

const plain = z.record(z.string(), z.union([z.boolean(), z.number(), z.string()]))

function labelsOf(body: unknown): Labels {
  const result = plain.safeParse(body)
  if (result.success) return result.data
  throw new Unprocessable('Expected every label to be a text, a number, true or false.')
}

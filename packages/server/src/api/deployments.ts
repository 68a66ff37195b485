import { type deploymentRoutes, type Handlers, Reply, type WorkQueue } from '@millrace/protocol'
import { deploymentChanged } from '../events/changes/deployment.ts'
import { tell } from '../events/tell.ts'
import type { RequestContext } from '../http/request-context.ts'
import { tellServed } from '../readiness/tell-ready.ts'
import { horizonOf, scheduleDeployments } from '../scheduling/schedule-deployments.ts'
import { deleteSchedule, listSchedules, updateSchedule } from '../store/queries/deployment-schedules.ts'
import {
  countDeployments,
  deleteDeployment,
  type DeploymentView,
  listDeployments,
  markDeploymentsPolled,
  readDeployment,
  readDeploymentByName,
  readDeployments,
  updateDeployment,
} from '../store/queries/deployments.ts'
import { dueFlowRunIdsOfDeployments } from '../store/queries/due-flow-runs.ts'
import { readFlowRun, readFlowRuns } from '../store/queries/flow-runs.ts'
import { deleteScheduledRuns } from '../store/queries/scheduled-runs.ts'
import { listAllQueues } from '../store/queries/work-queues.ts'
import type { Queries, Transaction } from '../store/store.ts'
import { awaitDueRuns } from './await-due-runs.ts'
import { addSchedules, checkSchedules, scheduleChanges, unique } from './deployment-schedules.ts'
import { NotFound } from './errors.ts'
import { isSecond } from './is-second.ts'
import { pageAnswer, pageSliceOf, sliceOf } from './page.ts'
import { preferredWait } from './prefer-wait.ts'
import { presentDeployments, presentSchedule } from './present-deployment.ts'
import { presentFlowRun } from './present-flow-run.ts'
import { isRecent, presentWorkQueue } from './present-work-pool.ts'
import { runDeployment } from './run-deployment.ts'
import { changeDeployment, renewRuns, saveDeployment } from './save-deployment.ts'

const ABSENT = 'Deployment not found'

/** Seconds for which a poll of a deployment need not be written again. */
const FRESH = 5

/** Handlers of the deployment routes. */
export const deploymentHandlers: Handlers<typeof deploymentRoutes, RequestContext> = {
  async create(context, { body }) {
    return await context.store.write(async (tx) => {
      const { id, created } = await saveDeployment(context, tx, body)
      const [deployment] = await presentDeployments(context, tx, await readDeployments(tx, [id]))
      if (deployment === undefined) throw new NotFound(ABSENT)
      return new Reply(created ? 201 : 200, deployment)
    })
  },

  read: (context, { params }) => context.store.read(async (queries) => present(context, queries, await readDeployment(queries, params.id))),

  readByName: (context, { params }) =>
    context.store.read(async (queries) =>
      present(context, queries, await readDeploymentByName(queries, params.flow_name, params.deployment_name)),
    ),

  async update(context, { params, body }) {
    await context.store.write((tx) => changeDeployment(context, tx, params.id, body))
    return undefined
  },

  async delete(context, { params }) {
    await context.store.write(async (tx) => {
      const deployment = await readDeployment(tx, params.id)
      if (deployment === undefined) throw new NotFound(ABSENT)
      await tell(context, tx, [await deploymentChanged(tx, 'deleted', deployment)])
      await deleteScheduledRuns(tx, { deploymentId: params.id, autoScheduledOnly: false, after: null })
      await deleteDeployment(tx, params.id)
    })
    return undefined
  },

  filter: (context, { body }) =>
    context.store.read(async (queries) =>
      presentDeployments(context, queries, await listDeployments(queries, { filters: body, sort: body.sort, ...sliceOf(context, body) })),
    ),

  async paginate(context, { body }) {
    const slice = pageSliceOf(context, body)
    return await context.store.read(async (queries) => {
      const deployments = await listDeployments(queries, { filters: body, sort: body.sort, ...slice })
      const presented = await presentDeployments(context, queries, deployments)
      return pageAnswer(presented, await countDeployments(queries, body), body.page, slice)
    })
  },

  count: ({ store }, { body }) => store.read((queries) => countDeployments(queries, body)),

  async getScheduledFlowRuns(context, { body, headers, signal }) {
    const { deployment_ids: ids } = body
    const { limit } = sliceOf(context, { limit: body.limit, offset: 0 })
    await noteServed(context, ids)
    return await awaitDueRuns(context, {
      of: { column: 'deployment_id', ids },
      scheduledBefore: body.scheduled_before ?? null,
      wait: preferredWait(headers['prefer']),
      signal,
      find: async (before) => {
        const runs = await context.store.read(async (queries) =>
          readFlowRuns(queries, await dueFlowRunIdsOfDeployments(queries, ids, { before, limit })),
        )
        const now = context.clock.now()
        return runs.map((run) => presentFlowRun(run, now))
      },
    })
  },

  async createFlowRun(context, { params, body }) {
    const { run, created } = await context.store.write(async (tx) => {
      const made = await runDeployment(context, tx, params.id, body)
      return { run: await readFlowRun(tx, made.id), created: made.created }
    })
    if (run === undefined) throw new NotFound('Flow run not found')
    return new Reply(created ? 201 : 200, presentFlowRun(run, context.clock.now()))
  },

  pause: (context, { params }) => setPaused(context, params.id, true, isSecond(context.caller)),
  resume: (context, { params }) => setPaused(context, params.id, false, isSecond(context.caller)),
  setScheduleInactive: (context, { params }) => setPaused(context, params.id, true, true),
  setScheduleActive: (context, { params }) => setPaused(context, params.id, false, true),

  async schedule(context, { params, body }) {
    const horizon = horizonOf(context, {
      ...(body.start_time ? { start: body.start_time } : {}),
      ...(body.end_time ? { end: body.end_time } : {}),
      ...(typeof body.min_time === 'number' ? { minTime: body.min_time } : {}),
      ...(typeof body.min_runs === 'number' ? { minRuns: body.min_runs } : {}),
      ...(typeof body.max_runs === 'number' ? { maxRuns: body.max_runs } : {}),
    })
    await context.store.write((tx) => scheduleDeployments(context, tx, [params.id], horizon, 'paused'))
    return null
  },

  listSchedules: ({ store }, { params }) =>
    store.read(async (queries) => {
      await requireDeployment(queries, params.id)
      return (await listSchedules(queries, [params.id])).map(presentSchedule)
    }),

  async createSchedules(context, { params, body }) {
    checkSchedules(body, [], body)
    return await context.store.write(async (tx) => {
      await touchDeployment(context, tx, params.id)
      const rows = await addSchedules(context, tx, params.id, body)
      await scheduleDeployments(context, tx, [params.id])
      return rows.map(presentSchedule)
    })
  },

  async updateSchedule(context, { params, body }) {
    checkSchedules([{ schedule: body.schedule, slug: null, replaces: null }], [], body)
    await context.store.write(async (tx) => {
      await touchDeployment(context, tx, params.id)
      const key = { deploymentId: params.id, id: params.schedule_id }
      const now = context.clock.now()
      if (!(await unique(() => updateSchedule(tx, key, scheduleChanges(body, now), now)))) throw new NotFound('Schedule not found.')
      await renewRuns(context, tx, params.id)
    })
    return undefined
  },

  async deleteSchedule(context, { params }) {
    await context.store.write(async (tx) => {
      await touchDeployment(context, tx, params.id)
      if (!(await deleteSchedule(tx, params.id, params.schedule_id))) throw new NotFound('Schedule not found.')
      await renewRuns(context, tx, params.id)
    })
    return undefined
  },

  workQueueCheck: (context, { params }) =>
    context.store.read(async (queries) => {
      const deployment = await readDeployment(queries, params.id)
      if (deployment === undefined) throw new NotFound(ABSENT)
      return await queuesFor(context, queries, deployment)
    }),
}

type Presented = Awaited<ReturnType<typeof presentDeployments>>[number]

async function present(context: RequestContext, queries: Queries, deployment: DeploymentView | undefined): Promise<Presented> {
  const [presented] = deployment === undefined ? [] : await presentDeployments(context, queries, [deployment])
  if (presented === undefined) throw new NotFound(ABSENT)
  return presented
}

async function requireDeployment(queries: Queries, id: string): Promise<void> {
  if ((await readDeployment(queries, id)) === undefined) throw new NotFound('Deployment not found.')
}

/** Marks a deployment as changed, which also keeps the scheduler from it until the transaction ends. Throws `NotFound`. */
async function touchDeployment({ clock }: RequestContext, tx: Transaction, id: string): Promise<void> {
  if (!(await updateDeployment(tx, id, {}, clock.now()))) throw new NotFound('Deployment not found.')
}

/** A paused deployment loses all its automatic runs that have not begun; a resumed one gets them at once. */
async function setPaused(context: RequestContext, id: string, paused: boolean, switchesSchedule: boolean): Promise<null> {
  await context.store.write(async (tx) => {
    if (!(await updateDeployment(tx, id, { paused }, context.clock.now()))) throw new NotFound(ABSENT)
    if (switchesSchedule) await switchOnlySchedule(context, tx, id, !paused)
    if (paused) await deleteScheduledRuns(tx, { deploymentId: id, autoScheduledOnly: true, after: null })
    else await scheduleDeployments(context, tx, [id])
  })
  return null
}

/** In 2.20 a deployment has one schedule, which is switched with it. */
async function switchOnlySchedule({ clock }: RequestContext, tx: Transaction, deploymentId: string, active: boolean): Promise<void> {
  const [only, ...more] = await listSchedules(tx, [deploymentId])
  if (only !== undefined && more.length === 0) await updateSchedule(tx, { deploymentId, id: only.id }, { active }, clock.now())
}

/** The queues that could take the runs of a deployment, as Prefect sees it: all but those of the old kind whose tags or ids it lacks. */
async function queuesFor(
  context: RequestContext,
  queries: Queries,
  deployment: DeploymentView,
): Promise<Omit<WorkQueue, 'status' | 'active_slots' | 'work_pool_name'>[]> {
  const queues = await listAllQueues(queries)
  return queues
    .filter(({ filter }) => {
      const tags = filter?.tags ?? []
      const ids = filter?.deployment_ids ?? []
      return tags.every((tag) => deployment.tags.includes(tag)) && (ids.length === 0 || ids.includes(deployment.id))
    })
    .map((queue) => {
      const { status: _, active_slots: __, work_pool_name: ___, ...known } = presentWorkQueue(context, queue)
      return known
    })
}

/** Notes that a process runs what is due of these deployments. */
async function noteServed(context: RequestContext, ids: readonly string[]): Promise<void> {
  const { store, clock } = context
  const now = clock.now()
  const polled = await store.read((queries) => readDeployments(queries, ids))
  const stale = polled.filter(({ last_polled }) => !isRecent(last_polled, now, FRESH)).map(({ id }) => id)
  if (stale.length === 0) return
  await store.write(async (tx) => {
    await markDeploymentsPolled(tx, stale, now)
    await tellServed(context, tx, stale)
  })
}

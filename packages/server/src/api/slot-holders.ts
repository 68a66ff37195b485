import { type Handlers, secondsBetween, type slotHolderRoutes, type Timestamp } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import { countSlotsOfPool, listSlotHolders, type SlotHolder } from '../store/queries/slot-holders.ts'
import { AGENT_SLOT_STATES, findWorkPool, SLOT_STATES } from '../store/queries/work-pools.ts'
import { listWorkQueues, readWorkQueue } from '../store/queries/work-queues.ts'
import { NotFound } from './errors.ts'
import { pageAnswer, pageSliceOf } from './page.ts'

/** Handlers of the routes that tell which runs hold the slots of pools and queues. */
export const slotHolderHandlers: Handlers<typeof slotHolderRoutes, RequestContext> = {
  async ofPool(context, { params, body }) {
    const slice = pageSliceOf(context, body)
    const now = context.clock.now()
    return await context.store.read(async (queries) => {
      const pool = await findWorkPool(queries, params.name)
      if (pool === undefined) throw new NotFound(`Work pool '${params.name}' not found.`)
      const total = await countSlotsOfPool(queries, pool.id)
      const queues = await listWorkQueues(queries, { workPoolId: pool.id, filter: null, ...slice })
      const queueIds = queues.filter(({ active_slots }) => active_slots > 0).map(({ id }) => id)
      const holders = await listSlotHolders(queries, { queueIds, states: SLOT_STATES, limit: body.flow_run_limit, offset: 0 })
      const byQueue = Map.groupBy(holders, ({ work_queue_id }) => work_queue_id)
      const described = queues.map(({ id, name, active_slots, concurrency_limit }) => ({
        queue_id: id,
        queue_name: name,
        active_slots,
        concurrency_limit,
        flow_runs: (byQueue.get(id) ?? []).map((run) => presentHolder(run, now)),
        flow_run_count: active_slots,
      }))
      const { results, ...place } = pageAnswer(described, total.queues, body.page, slice)
      return { active_slots: total.active, concurrency_limit: pool.concurrency_limit, queues: results, ...place }
    })
  },

  async ofQueue(context, { params, body }) {
    const slice = pageSliceOf(context, body)
    const now = context.clock.now()
    return await context.store.read(async (queries) => {
      const queue = await readWorkQueue(queries, params.id)
      if (queue === undefined) throw new NotFound('Work queue not found.')
      const { active_slots, concurrency_limit } = queue
      const holders = await listSlotHolders(queries, { queueIds: [queue.id], states: AGENT_SLOT_STATES, ...slice })
      const runs = holders.map((run) => presentHolder(run, now))
      const { results, ...place } = pageAnswer(runs, active_slots, body.page, slice)
      return { active_slots, concurrency_limit, flow_runs: results, ...place }
    })
  },
}

type Presented = Omit<SlotHolder, 'work_queue_id'> & { readonly time_in_current_state: number | null }

const presentHolder = (run: SlotHolder, now: Timestamp): Presented => ({
  id: run.id,
  name: run.name,
  state_type: run.state_type,
  state_name: run.state_name,
  start_time: run.start_time,
  state_timestamp: run.state_timestamp,
  time_in_current_state: run.state_timestamp === null ? null : Math.max(0, secondsBetween(run.state_timestamp, now)),
})

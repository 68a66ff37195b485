import { sql } from 'kysely'
import type { FlowRunRow } from '../schema.ts'
import type { Queries } from '../store.ts'
import { SLOT_STATES, type SlotStates } from './work-pools.ts'

const COLUMNS = ['id', 'name', 'work_queue_id', 'state_type', 'state_name', 'start_time', 'state_timestamp'] as const

/** A run that holds a slot of its queue. */
export type SlotHolder = Pick<FlowRunRow, (typeof COLUMNS)[number]>

interface Which {
  readonly queueIds: readonly string[]
  readonly states: SlotStates
  /** Of each queue. */
  readonly limit: number
  readonly offset: number
}

/** The runs that hold the slots of these queues, oldest first; one page of each queue. */
export async function listSlotHolders({ db }: Queries, { queueIds, states, limit, offset }: Which): Promise<SlotHolder[]> {
  if (queueIds.length === 0 || limit === 0) return []
  const held = db
    .selectFrom('flow_run')
    .select(COLUMNS)
    .select(sql<number>`row_number() over (partition by work_queue_id order by id)`.as('place'))
    .where('work_queue_id', 'in', queueIds)
    .where('state_type', 'in', states)
    .as('held')
  return await db
    .selectFrom(held)
    .select(COLUMNS)
    .where('place', '>', offset)
    .where('place', '<=', offset + limit)
    .orderBy('id')
    .execute()
}

/** How many queues a pool has, and how many slots their runs hold together. */
export async function countSlotsOfPool({ db }: Queries, workPoolId: string): Promise<{ queues: number; active: number }> {
  const queues = await db
    .selectFrom('work_queue')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where('work_pool_id', '=', workPoolId)
    .executeTakeFirst()
  const active = await db
    .selectFrom('flow_run')
    .innerJoin('work_queue', 'work_queue.id', 'flow_run.work_queue_id')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where('work_queue.work_pool_id', '=', workPoolId)
    .where('flow_run.state_type', 'in', SLOT_STATES)
    .executeTakeFirst()
  return { queues: Number(queues?.count ?? 0), active: Number(active?.count ?? 0) }
}

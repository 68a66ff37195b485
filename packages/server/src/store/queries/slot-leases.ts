import type { LeaseHolder, StateType, Timestamp } from '@millrace/protocol'
import { sql } from 'kysely'
import type { Queries } from '../store.ts'

/** A lease on slots of a limit, with the name and the state of whoever holds it. */
export interface SlotLeaseRow {
  readonly lease_id: string
  readonly type: LeaseHolder['type'] | null
  readonly id: string | null
  readonly name: string | null
  readonly state_type: StateType | null
  readonly state_name: string | null
  readonly slots: number
  readonly since: Timestamp
  readonly lease_until: Timestamp | null
}

/** The leases that hold slots of a limit, the one that has held longest first. */
export async function listSlotLeases({ db }: Queries, limitId: string, limit: number): Promise<SlotLeaseRow[]> {
  const { rows } = await sql<Omit<SlotLeaseRow, 'since' | 'lease_until'> & { created: Timestamp; expires_at: Timestamp | null }>`
    select lease.id as lease_id, lease.holder_type as type, lease.holder_id as id, coalesce(flow_run.name, task_run.name, deployment.name) as name,
      coalesce(flow_run.state_type, task_run.state_type) as state_type, coalesce(flow_run.state_name, task_run.state_name) as state_name,
      concurrency_slot.slots, lease.created, lease.expires_at
    from concurrency_slot
    join concurrency_lease as lease on lease.id = concurrency_slot.lease_id
    left join flow_run on lease.holder_type = 'flow_run' and flow_run.id = lease.holder_id
    left join task_run on lease.holder_type = 'task_run' and task_run.id = lease.holder_id
    left join deployment on lease.holder_type = 'deployment' and deployment.id = lease.holder_id
    where concurrency_slot.limit_id = ${limitId} order by lease.created, lease.id limit ${limit}`.execute(db)
  return rows.map(({ created, expires_at, ...row }) => ({ ...row, since: created, lease_until: expires_at }))
}

/** How many slots of a limit leases hold. */
export async function leasedSlots({ db }: Queries, limitId: string): Promise<number> {
  const { rows } = await sql<{ slots: number | string }>`
    select coalesce(sum(slots), 0) as slots from concurrency_slot where limit_id = ${limitId} and lease_id is not null`.execute(db)
  return Number(rows[0]?.slots ?? 0)
}

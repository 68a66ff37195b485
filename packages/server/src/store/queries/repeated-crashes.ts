import type { Timestamp } from '@millrace/protocol'
import { TERMINAL_STATE_TYPES } from '@millrace/protocol'
import type { FlowRunStateRow } from '../schema.ts'
import type { Queries } from '../store.ts'

/** How a flow run ended the last times, the newest first. */
export const lastEnds = ({ db }: Queries, flowRunId: string, limit: number): Promise<Pick<FlowRunStateRow, 'type' | 'timestamp'>[]> =>
  db
    .selectFrom('flow_run_state')
    .select(['type', 'timestamp'])
    .where('flow_run_id', '=', flowRunId)
    .where('type', 'in', TERMINAL_STATE_TYPES)
    .orderBy('timestamp', 'desc')
    .limit(limit)
    .execute()

/** True when a task of a flow run has completed since a time. */
export async function finishedTaskSince({ db }: Queries, flowRunId: string, since: Timestamp): Promise<boolean> {
  const row = await db
    .selectFrom('task_run')
    .select('id')
    .where('flow_run_id', '=', flowRunId)
    .where('state_type', '=', 'COMPLETED')
    .where('end_time', '>=', since)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

import type { StateType, Timestamp } from '@millrace/protocol'
import { type RawBuilder, sql } from 'kysely'
import type { FlowRunRow } from '../schema.ts'
import type { Queries } from '../store.ts'

/** States of runs that have not ended. */
const OPEN: readonly StateType[] = ['SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING']

/** When a run ended whose tasks and subflows are looked for. */
export interface EndedWithin {
  readonly since: Timestamp
  /** What ended by itself may still tell how its tasks did until then; a cancellation is done with at once. */
  readonly settledBefore: Timestamp
  readonly limit: number
}

/** A run that is left over from one that ended, and how that one ended. */
export interface Leftover {
  readonly id: string
  readonly how: StateType
}

/** True for a flow run (in the table `ended`) after which nothing of it can go on: it was cancelled, it crashed, or its time was over. */
const isOver = ({ since, settledBefore }: EndedWithin): RawBuilder<boolean> =>
  sql<boolean>`(ended.end_time >= ${since} and (ended.state_type = 'CANCELLED'
    or (ended.end_time < ${settledBefore} and (ended.state_type = 'CRASHED' or ended.state_name = 'TimedOut'))))`

/** The task runs that have not ended though their flow run has. */
export async function listLeftoverTaskRuns({ db }: Queries, within: EndedWithin): Promise<Leftover[]> {
  const rows = await db
    .selectFrom('flow_run as ended')
    .innerJoin('task_run', 'task_run.flow_run_id', 'ended.id')
    .select(['task_run.id', 'ended.state_type as how'])
    .where('task_run.state_type', 'in', OPEN)
    .where(isOver(within))
    .limit(within.limit)
    .execute()
  return rows.flatMap(({ id, how }) => (how === null ? [] : [{ id, how }]))
}

/** The subflows that have not ended though the flow run around them has. Deployed ones outlive what was not cancelled. */
export async function listLeftoverSubflows({ db }: Queries, within: EndedWithin): Promise<(Leftover & { deployed: boolean })[]> {
  const rows = await db
    .selectFrom('flow_run as subflow')
    .innerJoin('task_run', 'task_run.id', 'subflow.parent_task_run_id')
    .innerJoin('flow_run as ended', 'ended.id', 'task_run.flow_run_id')
    .select(['subflow.id', 'subflow.deployment_id', 'ended.state_type as how'])
    .where('subflow.state_type', 'in', OPEN)
    .where('subflow.parent_task_run_id', 'is not', null)
    .where((run) =>
      run.or([
        run('subflow.deployment_id', 'is', null),
        run.and([run('subflow.state_type', '<>', 'CANCELLING'), run('ended.state_type', '=', 'CANCELLED')]),
      ]),
    )
    .where(isOver(within))
    .limit(within.limit)
    .execute()
  return rows.flatMap(({ id, deployment_id, how }) => (how === null ? [] : [{ id, how, deployed: deployment_id !== null }]))
}

/** A run that somebody asked to stop. */
export type CancellingRun = Pick<FlowRunRow, 'id' | 'state_id' | 'work_queue_id' | 'infrastructure_pid'>

/** The runs that have been CANCELLING since before a time, the longest first. */
export async function listStuckCancellations({ db }: Queries, before: Timestamp, limit: number): Promise<CancellingRun[]> {
  return await db
    .selectFrom('flow_run')
    .select(['id', 'state_id', 'work_queue_id', 'infrastructure_pid'])
    .where('state_type', '=', 'CANCELLING')
    .where('state_timestamp', '<', before)
    .orderBy('state_timestamp')
    .limit(limit)
    .execute()
}

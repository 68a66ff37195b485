import { TERMINAL_STATE_TYPES, type Timestamp } from '@millrace/protocol'
import { sql } from 'kysely'
import type { BackgroundTaskRow, TaskWorkerRow } from '../schema.ts'
import type { HotStatement, Queries, Transaction } from '../store.ts'

const ENQUEUE: HotStatement = {
  sql: `insert into background_task (task_run_id, task_key, place, due, worker) values (?, ?, ?, ?, null)
    on conflict (task_run_id) do update set place = excluded.place, due = excluded.due, worker = null`,
}

/** Lets a task run wait for a worker; one that was handed out is taken from whoever had it. */
export async function enqueueTask(
  tx: Transaction,
  { task_run_id, task_key, place, due }: Omit<BackgroundTaskRow, 'worker'>,
): Promise<void> {
  await tx.all(ENQUEUE, [task_run_id, task_key, place, due])
}

interface Waiting {
  readonly taskKeys: readonly string[]
  readonly now: Timestamp
}

/** True when a task run of one of these keys waits and is due. */
export async function hasDueTask({ db, dialect }: Queries, { taskKeys, now }: Waiting): Promise<boolean> {
  const row = await db
    .selectFrom('background_task')
    .select('task_run_id')
    .where(dialect.among('task_key', taskKeys))
    .where('worker', 'is', null)
    .where('due', '<=', now)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Task runs that wait and are due, the first in line first, which nobody else claims until the transaction ends. */
export async function lockDueTasks(
  { db, dialect }: Transaction,
  { taskKeys, now, limit }: Waiting & { readonly limit: number },
): Promise<string[]> {
  const rows = await db
    .selectFrom('background_task')
    .select('task_run_id')
    .where(dialect.among('task_key', taskKeys))
    .where('worker', 'is', null)
    .where('due', '<=', now)
    .orderBy('place')
    .orderBy('due')
    .orderBy('task_run_id')
    .limit(limit)
    .modifyEnd(dialect.lockForClaim)
    .execute()
  return rows.map(({ task_run_id }) => task_run_id)
}

const ASSIGN: HotStatement = { sql: 'update background_task set worker = ? where task_run_id = ?' }

/** Notes on which websocket a task run is handed out. */
export async function handOutTask(tx: Transaction, taskRunId: string, session: string): Promise<void> {
  await tx.all(ASSIGN, [session, taskRunId])
}

const RECEIVE: HotStatement = { sql: 'update background_task set worker = ? where task_run_id = ? and worker = ?' }

/** Notes that a worker has received what was handed out on its websocket. */
export async function acknowledgeTask(
  tx: Transaction,
  taskRunId: string,
  { identifier, session }: Pick<TaskWorkerRow, 'identifier' | 'session'>,
): Promise<void> {
  await tx.all(RECEIVE, [identifier, taskRunId, session])
}

const GIVE_BACK: HotStatement = {
  sql: 'update background_task set worker = null, place = 0 where task_run_id = ? and worker = ? returning task_run_id',
}

/** Puts a task run that was handed to a worker, or out on a websocket, first in line again; false when it is not there any more. */
export async function giveBackTask(tx: Transaction, taskRunId: string, holder: string): Promise<boolean> {
  return (await tx.all(GIVE_BACK, [taskRunId, holder])).length > 0
}

const GIVE_BACK_ALL: HotStatement = { sql: 'update background_task set worker = null, place = 0 where worker = ?' }

/** Puts what was handed out on a websocket, and not acknowledged, first in line again. */
export async function giveBackAll(tx: Transaction, session: string): Promise<void> {
  await tx.all(GIVE_BACK_ALL, [session])
}

const DELETE: HotStatement = { sql: 'delete from background_task where task_run_id = ?' }

/** Takes a task run out of the queue. */
export async function dropTask(tx: Transaction, taskRunId: string): Promise<void> {
  await tx.all(DELETE, [taskRunId])
}

/** The task runs that a worker was handed and that were not seen to end, each with its holder: the worker, or its websocket. */
export async function tasksOfWorker(
  { db }: Queries,
  { identifier, session }: Pick<TaskWorkerRow, 'identifier' | 'session'>,
  limit: number,
): Promise<{ task_run_id: string; worker: string | null }[]> {
  return await db
    .selectFrom('background_task')
    .select(['task_run_id', 'worker'])
    .where('worker', 'in', [identifier, session])
    .orderBy('task_run_id')
    .limit(limit)
    .execute()
}

/** Takes the task runs out of the queue that these workers were handed and that have ended. */
export async function dropEndedTasks({ db, dialect }: Transaction, workers: readonly string[]): Promise<void> {
  await db
    .deleteFrom('background_task')
    .where(dialect.among('worker', workers))
    .where((task) =>
      task.exists(
        task
          .selectFrom('task_run')
          .select(sql`1`.as('one'))
          .whereRef('task_run.id', '=', 'background_task.task_run_id')
          .where('state_type', 'in', TERMINAL_STATE_TYPES),
      ),
    )
    .execute()
}

/** Task runs that were handed out, have been PENDING since before a time, and did not begin. */
export async function listStalledTasks({ db }: Queries, before: Timestamp, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('background_task')
    .innerJoin('task_run', 'task_run.id', 'background_task.task_run_id')
    .select('task_run_id')
    .where('worker', 'is not', null)
    .where('state_type', '=', 'PENDING')
    .where('state_timestamp', '<', before)
    .limit(limit)
    .execute()
  return rows.map(({ task_run_id }) => task_run_id)
}

const PARAMETERS: HotStatement = {
  sql: `select state_details from task_run_state where task_run_id = ? and type = 'SCHEDULED' order by timestamp desc limit 1`,
}

/** Where the parameters of a background task are stored, as the state says in which it was last scheduled. */
export async function findTaskParametersId(queries: Queries, taskRunId: string): Promise<string | null> {
  const [row] = await queries.all<{ state_details: { task_parameters_id?: string | null } }>(PARAMETERS, [taskRunId])
  return row?.state_details.task_parameters_id ?? null
}

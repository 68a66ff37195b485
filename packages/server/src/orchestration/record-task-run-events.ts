import { type ReceivedEvent, isTerminal } from '@millrace/protocol'
import type { ServerContext } from '../context.ts'
import { findFlowRunIds, findTaskRunsByKeys, type RecordedTaskRun, upsertRecordedTaskRuns } from '../store/queries/recorded-task-runs.ts'
import { insertMissingTaskRunStates } from '../store/queries/task-run-states.ts'
import type { Transaction } from '../store/store.ts'
import { isTaskRunEvent, readTaskRunEvent, type TaskRunRecord } from './task-run-event.ts'

/**
 * Writes the task runs and states of which clients tell by events, out of a batch of any events. A run has the columns of its newest
 * state, whatever order the events come in and however often; every state is kept in the history. What cannot be recorded, because it
 * is not whole or its flow run is gone, is left out and logged.
 */
export async function recordTaskRunEvents(
  { log }: Pick<ServerContext, 'log'>,
  tx: Transaction,
  events: readonly ReceivedEvent[],
): Promise<void> {
  const told = events.filter(isTaskRunEvent)
  if (told.length === 0) return
  const read = told.map(readTaskRunEvent).filter((record) => record !== undefined)
  const recordable = await withFlowRun(tx, read)
  if (recordable.length < told.length) {
    log.warn(
      { notWhole: told.length - read.length, withoutFlowRun: read.length - recordable.length },
      'events of task runs were kept but not recorded',
    )
  }
  const records = await underOneId(tx, recordable)
  await upsertRecordedTaskRuns(tx, newestOfEach(records))
  await insertMissingTaskRunStates(
    tx,
    records.map(({ state }) => state),
  )
}

async function withFlowRun(tx: Transaction, records: readonly TaskRunRecord[]): Promise<TaskRunRecord[]> {
  const known = await findFlowRunIds(tx, [...new Set(records.flatMap(({ run }) => run.flow_run_id ?? []))])
  return records.filter(({ run }) => run.flow_run_id === null || known.has(run.flow_run_id))
}

/** Gives records with the keys of a run that is there, or comes earlier in the batch, that run's id. */
async function underOneId(tx: Transaction, records: readonly TaskRunRecord[]): Promise<TaskRunRecord[]> {
  const found = await findTaskRunsByKeys(
    tx,
    records.map(({ run }) => run),
  )
  const ids = new Map(found.map((run) => [keysOf(run), run.id]))
  return records.map((record) => {
    const { run, state } = record
    if (run.flow_run_id === null) return record
    const id = ids.get(keysOf(run)) ?? run.id
    ids.set(keysOf(run), id)
    if (id === run.id) return record
    return { run: { ...run, id }, state: { ...state, task_run_id: id, state_details: { ...state.state_details, task_run_id: id } } }
  })
}

const keysOf = (run: Pick<RecordedTaskRun, 'flow_run_id' | 'task_key' | 'dynamic_key'>): string =>
  JSON.stringify([run.flow_run_id, run.task_key, run.dynamic_key])

function newestOfEach(records: readonly TaskRunRecord[]): RecordedTaskRun[] {
  const newest = new Map<string, RecordedTaskRun>()
  for (const { run } of records) {
    const other = newest.get(run.id)
    if (other === undefined || isNewer(run, other)) newest.set(run.id, run)
  }
  return [...newest.values()]
}

/**
 * True when `one` is of the later state. Clocks of some clients tick so slowly that a run starts and ends at the same time: then the later
 * run count and the final state win, and at last the id, so that the order is the same whichever comes first.
 */
function isNewer(one: RecordedTaskRun, other: RecordedTaskRun): boolean {
  const [left, right] = [rankOf(one), rankOf(other)]
  const index = left.findIndex((value, at) => value !== right[at])
  return index >= 0 && (left[index] ?? 0) > (right[index] ?? 0)
}

const rankOf = (run: RecordedTaskRun): (string | number)[] => [
  run.state_timestamp ?? '',
  run.run_count,
  run.state_type !== null && isTerminal(run.state_type) ? 1 : 0,
  run.state_id ?? '',
]

import type { Reason } from '@millrace/protocol'
import {
  countChildren,
  countTaskOutcomes,
  countWarnings,
  lastErrorLine,
  lastFailedTask,
  namedTaskRuns,
  placeAmongTasks,
} from '../store/queries/explanations.ts'
import type { FlowRunView } from '../store/queries/flow-runs.ts'
import type { Queries } from '../store/store.ts'

/** Failed tasks that are named. */
const NAMED = 3

/** What failed, and where its error is in the log. */
export async function explainFailure(queries: Queries, run: FlowRunView): Promise<Reason> {
  const [task, counts, log] = await Promise.all([
    lastFailedTask(queries, run),
    countTaskOutcomes(queries, run.id),
    lastErrorLine(queries, run.id),
  ])
  const start = task?.start_time ?? null
  return {
    code: 'failed',
    task: task === undefined ? null : { id: task.id, name: task.name },
    place: start === null ? null : await placeAmongTasks(queries, run.id, start),
    of: task === undefined ? null : counts.all,
    message: task?.message ?? run.message,
    attempts: task?.run_count ?? run.run_count,
    log: log ?? null,
  }
}

/** How a process ended that did not end by itself: as its worker says, ours or Prefect's. */
export function explainCrash({ message }: Pick<FlowRunView, 'message'>): Reason {
  const exitCode = /status code:? (-?\d+)/.exec(message ?? '')?.[1]
  return {
    code: 'crashed',
    message,
    exit_code: exitCode === undefined ? null : Number(exitCode),
    signal: /\b(SIG[A-Z]{2,6})\b/.exec(message ?? '')?.[1] ?? null,
    last_sign: null,
    lapsed: /which lapsed at ([\d-]+T[\d:.]+(?:Z|[+-]\d\d:\d\d))/.exec(message ?? '')?.[1] ?? null,
  }
}

/** What went wrong on the way of a run that completed. */
export async function explainCompleted(queries: Queries, run: FlowRunView): Promise<Reason> {
  const [{ all, failed }, warnings] = await Promise.all([countTaskOutcomes(queries, run.id), countWarnings(queries, run.id)])
  const named = failed === 0 ? [] : await namedTaskRuns(queries, run.id, ['FAILED', 'CRASHED'], NAMED)
  return { code: 'completed', tasks: all, failed: named, failed_count: failed, warnings }
}

/** Who wanted a run to end, and what became of its subflows. */
export async function explainCancelled(queries: Queries, run: FlowRunView): Promise<Reason> {
  const { children, over } = await countChildren(queries, run.id)
  return { code: 'cancelled', at: run.state_timestamp, by: null, reason: run.message, children, children_stopped: over }
}

import type { TaskRun as TaskRunRow } from '@millrace/protocol'
import { describeError } from '../errors.ts'
import { RunState } from '../states/run-state.ts'
import type { FlowExecution } from './flow-execution.ts'
import { taskRunEvent, type TaskRunSnapshot } from './task-run-event.ts'

const PAGE = 200

/**
 * Ends the task runs that an earlier process left under way, so that they are not shown as running for ever: they are
 * Crashed. A run goes on without, when the server does not answer.
 */
export async function endForsakenTasks(execution: FlowExecution): Promise<void> {
  const { session, log, definition, run } = execution
  try {
    for (const row of await forsaken(execution)) {
      const from = row.state === null ? undefined : RunState.fromWire(row.state)
      const to = new RunState({ type: 'CRASHED', message: 'The process that ran the flow has ended before the task did.' })
      const flowRun = { id: run.id, name: run.name, flowId: run.flow_id, flowName: definition.name }
      session.events.add(taskRunEvent({ ...snapshotOf(row), flowRun, endTime: to.timestamp }, from, to, null))
    }
  } catch (error) {
    log.warn(`Tasks that an earlier attempt left unfinished could not be looked up: ${describeError(error)}`)
  }
}

/** Subflows are left out: what they are in the parent follows from their own runs. */
async function forsaken({ session, run }: FlowExecution): Promise<TaskRunRow[]> {
  const found: TaskRunRow[] = []
  for (let offset = 0; ; offset += PAGE) {
    const page = await session.client.taskRuns.filter({
      body: {
        task_runs: {
          flow_run_id: { any_: [run.id] },
          state: { type: { any_: ['SCHEDULED', 'PENDING', 'RUNNING'] } },
          subflow_runs: { exists_: false },
        },
        limit: PAGE,
        offset,
      },
    })
    found.push(...page.filter(({ state_name: name }) => name !== 'NotReady'))
    if (page.length < PAGE) return found
  }
}

const snapshotOf = (row: TaskRunRow): Omit<TaskRunSnapshot, 'flowRun' | 'endTime'> => ({
  id: row.id,
  name: row.name,
  taskKey: row.task_key,
  dynamicKey: row.dynamic_key,
  taskVersion: row.task_version ?? undefined,
  policy: row.empirical_policy,
  tags: row.tags,
  inputs: row.task_inputs,
  runCount: row.run_count,
  flowRunRunCount: row.flow_run_run_count,
  expectedStartTime: row.expected_start_time ?? row.created ?? '',
  startTime: row.start_time ?? undefined,
  totalRunTime: row.total_run_time,
})

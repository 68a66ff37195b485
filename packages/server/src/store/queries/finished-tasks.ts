import type { Json, StateType, TaskRunInput } from '@millrace/protocol'
import type { Queries } from '../store.ts'

/** What a task run of a flow run came from, and by which key a later attempt at the flow run would take its result. */
export interface FinishedTask {
  readonly id: string
  readonly name: string
  readonly task_key: string
  readonly dynamic_key: string
  readonly task_inputs: Record<string, TaskRunInput[]>
  readonly flow_run_run_count: number
  readonly state_type: StateType | null
  readonly data: Json | null
}

/** All task runs of a flow run, of every attempt at it. */
export const listFinishedTasks = ({ db }: Queries, flowRunId: string): Promise<FinishedTask[]> =>
  db
    .selectFrom('task_run')
    .leftJoin('task_run_state', 'task_run_state.id', 'task_run.state_id')
    .select(['task_run.id', 'task_run.name', 'task_run.task_key', 'task_run.dynamic_key', 'task_run.task_inputs'])
    .select(['task_run.flow_run_run_count', 'task_run.state_type', 'task_run_state.data'])
    .where('task_run.flow_run_id', '=', flowRunId)
    .execute()

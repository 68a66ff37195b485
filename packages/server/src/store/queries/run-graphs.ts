import type { Json, StateType, TaskRunInput, Timestamp } from '@millrace/protocol'
import { sql } from 'kysely'
import type { Queries } from '../store.ts'

/** A task run with the subflow run that it stands for, if there is one. */
export interface GraphTask {
  readonly id: string
  readonly name: string
  readonly task_inputs: Record<string, TaskRunInput[]>
  readonly state_type: StateType | null
  readonly expected_start_time: Timestamp | null
  readonly start_time: Timestamp | null
  readonly end_time: Timestamp | null
  readonly child_id: string | null
  readonly child_name: string | null
  readonly child_flow: string | null
  readonly child_state_type: StateType | null
  readonly child_expected_start_time: Timestamp | null
  readonly child_start_time: Timestamp | null
  readonly child_end_time: Timestamp | null
}

/** The task runs of a flow run, `limit` at most, in no order; one that stands for several subflow runs comes with each. */
export const listGraphTasks = ({ db }: Queries, flowRunId: string, limit: number): Promise<GraphTask[]> =>
  db
    .selectFrom('task_run')
    .leftJoin('flow_run as child', 'child.parent_task_run_id', 'task_run.id')
    .leftJoin('flow', 'flow.id', 'child.flow_id')
    .select(['task_run.id', 'task_run.name', 'task_run.task_inputs', 'task_run.state_type'])
    .select(['task_run.expected_start_time', 'task_run.start_time', 'task_run.end_time'])
    .select(['child.id as child_id', 'child.name as child_name', 'flow.name as child_flow', 'child.state_type as child_state_type'])
    .select(['child.expected_start_time as child_expected_start_time', 'child.start_time as child_start_time'])
    .select('child.end_time as child_end_time')
    .where('task_run.flow_run_id', '=', flowRunId)
    .limit(limit)
    .execute()

/** An artifact of a flow run; `data` is that of a progress alone. */
export interface GraphArtifact {
  readonly id: string
  readonly created: Timestamp
  readonly key: string | null
  readonly type: string | null
  readonly task_run_id: string | null
  readonly data: Json | null
  /** Null for one that is not the newest of its key. */
  readonly collection_id: string | null
}

/** The artifacts of a flow run that are no results, the oldest first, `limit` at most. */
export const listGraphArtifacts = ({ db }: Queries, flowRunId: string, limit: number): Promise<GraphArtifact[]> =>
  db
    .selectFrom('artifact')
    .leftJoin('artifact_collection', 'artifact_collection.latest_id', 'artifact.id')
    .select(['artifact.id', 'artifact.created', 'artifact.key', 'artifact.type', 'artifact.task_run_id'])
    .select('artifact_collection.id as collection_id')
    .select(sql<Json | null>`case when artifact.type = 'progress' then artifact.data end`.as('data'))
    .where('artifact.flow_run_id', '=', flowRunId)
    .where('artifact.type', '!=', 'result')
    .orderBy('artifact.created')
    .orderBy('artifact.id')
    .limit(limit)
    .execute()

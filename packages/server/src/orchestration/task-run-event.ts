import {
  type ReceivedEvent,
  type StateDetails,
  json,
  labels,
  stateDetails,
  stateType,
  taskInputs,
  taskRunPolicy,
  timestamp,
  uuid,
} from '@millrace/protocol'
import { z } from 'zod'
import type { TaskRunRow, TaskRunStateRow } from '../store/schema.ts'

/** What one event of a client tells: a state of a task run, and the run as it was in it. */
export interface TaskRunRecord {
  readonly run: TaskRunRow
  readonly state: TaskRunStateRow
}

const time = timestamp.nullish().default(null)

/** The part of the payload that is read. Clients leave out what is null. */
const payload = z.object({
  validated_state: z.object({
    type: stateType,
    name: z.string(),
    message: z.string().nullish().default(null),
    state_details: stateDetails.prefault({}),
    data: json.nullish().default(null),
  }),
  task_run: z.object({
    name: z.string(),
    task_key: z.string(),
    dynamic_key: z.string(),
    cache_key: z.string().nullish().default(null),
    cache_expiration: time,
    task_version: z.string().nullish().default(null),
    empirical_policy: taskRunPolicy.prefault({}),
    tags: z.array(z.string()).default([]),
    labels: labels.default({}),
    task_inputs: taskInputs.default({}),
    run_count: z.int().default(0),
    flow_run_run_count: z.int().default(0),
    expected_start_time: time,
    next_scheduled_start_time: time,
    start_time: time,
    end_time: time,
    total_run_time: z.number().default(0),
  }),
})

/** True for an event by which a client that orchestrates its task runs itself tells of a state. */
export const isTaskRunEvent = ({ event, resource }: ReceivedEvent): boolean =>
  resource['prefect.orchestration'] === 'client' && event.startsWith('prefect.task-run.')

/** Reads an event of a task run; undefined when it is not whole. */
export function readTaskRunEvent(event: ReceivedEvent): TaskRunRecord | undefined {
  const id = idIn(event.resource, 'prefect.task-run.')
  const parsed = payload.safeParse(event.payload)
  if (id === undefined || !parsed.success) return undefined
  const { validated_state: state, task_run: columns } = parsed.data
  const flowRun = event.related.find((resource) => resource['prefect.resource.role'] === 'flow-run')
  const flow_run_id = (flowRun && idIn(flowRun, 'prefect.flow-run.')) ?? null
  const { id: state_id, occurred } = event
  return {
    run: {
      ...columns,
      id,
      flow_run_id,
      created: event.received,
      updated: event.received,
      state_id,
      state_type: state.type,
      state_name: state.name,
      state_timestamp: occurred,
    },
    state: { ...state, id: state_id, task_run_id: id, timestamp: occurred, state_details: detailsOf(state.state_details, id, flow_run_id) },
  }
}

const detailsOf = (details: StateDetails, task_run_id: string, flow_run_id: string | null): StateDetails => ({
  ...details,
  task_run_id,
  flow_run_id,
})

function idIn(resource: Readonly<Record<string, string>>, prefix: string): string | undefined {
  const id = resource['prefect.resource.id'] ?? ''
  return id.startsWith(prefix) ? uuid.safeParse(id.slice(prefix.length)).data : undefined
}

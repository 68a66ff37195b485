import type { EventInput, Json, TaskRunInput, TaskRunPolicy } from '@millrace/protocol'
import type { RunState } from '../states/run-state.ts'

/** Longest message of a state that is told. */
const LONGEST_MESSAGE = 100_000

/** What the server keeps of a task run; a snapshot of it goes with every change of state. */
export interface TaskRunSnapshot {
  readonly id: string
  readonly name: string
  readonly flowRun: { readonly id: string; readonly name: string; readonly flowId: string; readonly flowName: string } | undefined
  readonly taskKey: string
  readonly dynamicKey: string
  readonly taskVersion: string | undefined
  readonly policy: Partial<TaskRunPolicy>
  readonly tags: readonly string[]
  readonly inputs: Readonly<Record<string, readonly TaskRunInput[]>>
  readonly runCount: number
  readonly flowRunRunCount: number
  readonly expectedStartTime: string
  readonly startTime: string | undefined
  readonly endTime: string | undefined
  readonly totalRunTime: number
  readonly labels?: Readonly<Record<string, string>>
}

/** How a change of a task run's state is told: `prefect.task-run.<StateName>`, as Prefect 3 clients tell it. */
export function taskRunEvent(run: TaskRunSnapshot, from: RunState | undefined, to: RunState, data: Json): EventInput {
  const message = cut(to.message)
  return {
    id: to.id,
    occurred: to.timestamp,
    event: `prefect.task-run.${to.name}`,
    resource: {
      'prefect.resource.id': `prefect.task-run.${run.id}`,
      'prefect.resource.name': run.name,
      'prefect.run-count': String(run.runCount),
      'prefect.state-message': message,
      'prefect.state-name': to.name,
      'prefect.state-timestamp': to.timestamp,
      'prefect.state-type': to.type,
      'prefect.orchestration': 'client',
    },
    related: relatedOf(run),
    payload: {
      intended: { from: from?.type ?? null, to: to.type },
      initial_state: from === undefined ? null : describe(from, cut(from.message)),
      validated_state: { ...describe(to, message), data },
      task_run: fieldsOf(run),
    },
    follows: from?.id ?? null,
  }
}

const describe = (state: RunState, message: string): Record<string, Json> => ({
  type: state.type,
  name: state.name,
  message,
  state_details: state.details,
})

function relatedOf({ flowRun, tags }: TaskRunSnapshot): Record<string, string>[] {
  const ofTags = tags.map((tag) => ({ 'prefect.resource.id': `prefect.tag.${tag}`, 'prefect.resource.role': 'tag' }))
  if (flowRun === undefined) return ofTags
  return [related('flow-run', flowRun.id, flowRun.name), related('flow', flowRun.flowId, flowRun.flowName), ...ofTags]
}

const related = (role: 'flow-run' | 'flow', id: string, name: string): Record<string, string> => ({
  'prefect.resource.id': `prefect.${role}.${id}`,
  'prefect.resource.role': role,
  'prefect.resource.name': name,
})

const fieldsOf = (run: TaskRunSnapshot): Record<string, Json> => ({
  name: run.name,
  task_key: run.taskKey,
  dynamic_key: run.dynamicKey,
  ...(run.taskVersion === undefined ? {} : { task_version: run.taskVersion }),
  empirical_policy: run.policy,
  tags: [...run.tags],
  labels: run.labels ?? {},
  task_inputs: run.inputs,
  run_count: run.runCount,
  flow_run_run_count: run.flowRunRunCount,
  expected_start_time: run.expectedStartTime,
  ...(run.startTime === undefined ? {} : { start_time: run.startTime }),
  ...(run.endTime === undefined ? {} : { end_time: run.endTime }),
  total_run_time: run.totalRunTime,
})

const cut = (message: string | null): string => {
  if (message === null) return ''
  return message.length <= LONGEST_MESSAGE ? message : `${message.slice(0, LONGEST_MESSAGE - 1)}…`
}

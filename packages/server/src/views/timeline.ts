import {
  addSeconds,
  epochMillis,
  lanePacker,
  type PackedTimeline,
  type StateType,
  type TaskRunInput,
  type TimelineLane,
  type Timestamp,
} from '@millrace/protocol'
import { ObjectNotFound } from '../api/errors.ts'
import { breathe } from '../breathe.ts'
import type { RequestContext } from '../http/request-context.ts'
import { listFlowRunStates } from '../store/queries/flow-run-states.ts'
import { readFlowRun } from '../store/queries/flow-runs.ts'
import { countTaskRunsIn, listPastStates, listTimelineTasks, type PastState, type TimelineTask } from '../store/queries/timelines.ts'
import { after, segmentsOfHistory, segmentsOfTimes } from './segments.ts'

/** Lanes of one answer, and states that are looked at for it. */
const MOST_LANES = 10_000
const MOST_STATES = 50_000
/** Lanes that are made before calls that wait go first. */
const LANES_AT_ONCE = 2500

/** Seconds by which what is stored now may be dated back: the longest that a write waits for its turn. */
const OVERLAP = 10

/** Under this name a task run tells of the task runs that it was called in, which are no inputs. */
const CALLED_IN = '__parents__'

/** A flow run over time, or what changed of it. Throws `ObjectNotFound`. */
export async function readTimeline({ store, clock }: RequestContext, id: string, since: Timestamp | undefined): Promise<PackedTimeline> {
  const now = clock.now()
  return await store.read(async (queries) => {
    const run = await readFlowRun(queries, id)
    if (run === undefined) throw new ObjectNotFound(`Flow run ${id} not found`)
    const total = await countTaskRunsIn(queries, id)
    const [tasks, states] = await Promise.all([
      listTimelineTasks(queries, { flowRunId: id, since, first: total > MOST_LANES ? MOST_LANES : undefined }),
      listFlowRunStates(queries, id),
    ])
    const past = await listPastStates(queries, eventfulOf(tasks), MOST_STATES)
    const histories = Map.groupBy(past, ({ run_id }) => run_id)
    const origin = states.find(({ type }) => type !== 'SCHEDULED')?.timestamp ?? run.start_time ?? run.expected_start_time ?? run.created
    const begun = epochMillis(origin)
    const lanes = lanePacker()
    for (const [place, task] of tasks.entries()) {
      if (place > 0 && place % LANES_AT_ONCE === 0) await breathe()
      const lane = laneOf(task, histories, begun)
      if (lane !== undefined) lanes.add(lane)
    }
    return {
      origin,
      now: after(begun, now),
      state_type: run.state_type,
      state_name: run.state_name,
      segments: segmentsOfHistory(states, begun),
      lanes: lanes.packed(),
      total,
      as_of: addSeconds(now, -OVERLAP),
    }
  })
}

/** Those whose times alone do not tell what they did: task runs that were tried more than once, or wait, and subflow runs. */
const eventfulOf = (tasks: readonly TimelineTask[]): { readonly taskRuns: string[]; readonly flowRuns: string[] } => ({
  taskRuns: tasks
    .filter(
      ({ child_id, run_count, state_type: type }) => child_id === null && (run_count > 1 || type === 'SCHEDULED' || type === 'PAUSED'),
    )
    .map(({ id }) => id),
  flowRuns: tasks.flatMap(({ child_id }) => child_id ?? []),
})

/** Undefined for a run that has no state yet. */
function laneOf(task: TimelineTask, histories: ReadonlyMap<string, readonly PastState[]>, origin: number): TimelineLane | undefined {
  const run = task.child_id === null ? ownOf(task) : childOf(task, task.child_id)
  if (run === undefined) return undefined
  const { id, state_type } = run
  const history = histories.get(id) ?? []
  return {
    ...run.shown,
    id,
    task_run_id: task.id,
    state_type,
    attempt: task.flow_run_run_count,
    segments: history.length === 0 ? segmentsOfTimes(run.times, origin) : segmentsOfHistory(history, origin),
    parents: parentsOf(task),
  }
}

interface Run {
  readonly id: string
  readonly state_type: StateType
  readonly shown: Pick<TimelineLane, 'kind' | 'name' | 'group' | 'state_name' | 'run_count'>
  readonly times: Parameters<typeof segmentsOfTimes>[0]
}

function ownOf(task: TimelineTask): Run | undefined {
  const { id, name, state_type, state_name, run_count } = task
  if (state_type === null) return undefined
  return {
    id,
    state_type,
    shown: { kind: 'task-run', name, group: taskNameOf(task.task_key), state_name: state_name ?? state_type, run_count },
    times: { state_type, expected_start_time: task.expected_start_time, start_time: task.start_time, end_time: task.end_time },
  }
}

function childOf(task: TimelineTask, id: string): Run | undefined {
  const state_type = task.child_state_type ?? task.state_type
  if (state_type === null) return undefined
  const { child_expected_start_time: expected_start_time, child_start_time: start_time, child_end_time: end_time } = task
  return {
    id,
    state_type,
    shown: {
      kind: 'flow-run',
      name: task.child_name ?? task.name,
      group: task.child_flow ?? task.name,
      state_name: task.child_state_name ?? task.state_name ?? state_type,
      run_count: task.child_run_count ?? 0,
    },
    times: { state_type, expected_start_time, start_time, end_time },
  }
}

/** A task's key is its name and a fingerprint; in 2.x a qualified name. */
export const taskNameOf = (key: string): string => key.replace(/-[0-9a-f]{8,}$/, '').replace(/^.*\.(?=[^.]+$)/, '')

/** Within text, where a quote in a name or a value has a backslash before it. */
const IDS = /"id": ?"([0-9a-f-]{36})"/g

function parentsOf({ task_inputs: text }: TimelineTask): string[] {
  if (text === '{}') return []
  // Reading all of it takes as long as reading it from the database.
  if (!text.includes(CALLED_IN)) return [...new Set(Array.from(text.matchAll(IDS), ([, id = '']) => id))]
  const parents = new Set<string>()
  for (const [name, given] of Object.entries(JSON.parse(text) as Readonly<Record<string, readonly TaskRunInput[]>>)) {
    if (name !== CALLED_IN) for (const source of given) if ('id' in source) parents.add(source.id)
  }
  return [...parents]
}

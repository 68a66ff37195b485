import type { StateType, Timestamp } from '@millrace/protocol'
import { type Compilable, sql } from 'kysely'
import { breathe } from '../../breathe.ts'
import type { Queries } from '../store.ts'

/** A task run with when it did what, and the subflow run that it stands for, if there is one. */
export interface TimelineTask {
  readonly id: string
  readonly name: string
  readonly task_key: string
  readonly dynamic_key: string
  /** As it is stored, a JSON object: of ten thousand most need no reading. */
  readonly task_inputs: string
  readonly state_type: StateType | null
  readonly state_name: string | null
  readonly run_count: number
  readonly flow_run_run_count: number
  readonly expected_start_time: Timestamp | null
  readonly start_time: Timestamp | null
  readonly end_time: Timestamp | null
  readonly child_id: string | null
  readonly child_name: string | null
  readonly child_flow: string | null
  readonly child_state_type: StateType | null
  readonly child_state_name: string | null
  readonly child_run_count: number | null
  readonly child_expected_start_time: Timestamp | null
  readonly child_start_time: Timestamp | null
  readonly child_end_time: Timestamp | null
}

/** What of a flow run's task runs is asked for. */
interface Wanted {
  readonly flowRunId: string
  readonly since: Timestamp | undefined
  /** The first so many of them; undefined for all, which are sorted here: SQLite takes as long to sort such rows as to read them. */
  readonly first: number | undefined
  /** How many are read before calls that wait go first. */
  readonly atOnce?: number
}

/** In the order in which the query answers them. */
const COLUMNS = [
  'task_run.id',
  'task_run.name',
  'task_run.task_key',
  'task_run.dynamic_key',
  'task_run.task_inputs',
  'task_run.state_type',
  'task_run.state_name',
  'task_run.run_count',
  'task_run.flow_run_run_count',
  'task_run.expected_start_time',
  'task_run.start_time',
  'task_run.end_time',
  'child.id as child_id',
  'child.name as child_name',
  'flow.name as child_flow',
  'child.state_type as child_state_type',
  'child.state_name as child_state_name',
  'child.run_count as child_run_count',
  'child.expected_start_time as child_expected_start_time',
  'child.start_time as child_start_time',
  'child.end_time as child_end_time',
] as const

/** Some milliseconds in which a SQLite server does nothing else. */
const AT_ONCE = 2500

/** The task runs of a flow run that changed since a time (by themselves or by their subflow run), in the order in which they were expected. */
export async function listTimelineTasks(queries: Queries, { flowRunId, since, first, atOnce = AT_ONCE }: Wanted): Promise<TimelineTask[]> {
  const query = queries.db
    .selectFrom('task_run')
    .leftJoin('flow_run as child', 'child.parent_task_run_id', 'task_run.id')
    .leftJoin('flow', 'flow.id', 'child.flow_id')
    .select(COLUMNS)
    .where('task_run.flow_run_id', '=', flowRunId)
    .$if(since !== undefined, (chosen) =>
      chosen.where((where) => where.or([where('task_run.updated', '>=', since ?? ''), where('child.updated', '>=', since ?? '')])),
    )
  // Ten thousand rows of twenty columns: as objects of their own they take several times as long.
  const read = async (page: Compilable): Promise<TimelineTask[]> =>
    ((await queries.cells(page)).rows as readonly TimelineCells[]).map(taskOf)
  if (first !== undefined) return await read(query.orderBy('task_run.expected_start_time').orderBy('task_run.id').limit(first))
  const pages = query.orderBy('task_run.task_key').orderBy('task_run.dynamic_key').orderBy(CHILD).limit(atOnce)
  const tasks: TimelineTask[] = []
  for (let page = await read(pages); ; page = await read(pages.where(behind(page.at(-1))))) {
    for (const task of page) tasks.push(task)
    if (page.length < atOnce) return tasks.sort(byExpectedStart)
    await breathe()
  }
}

/** One task run may stand for several subflow runs, and has as many rows. */
const CHILD = sql`coalesce(cast(child.id as text), '')`

/** What follows a row, in the order of the index by which the task runs of a flow run are found. */
const behind = (last: TimelineTask | undefined) =>
  sql<boolean>`(task_run.task_key, task_run.dynamic_key, ${CHILD}) > (${last?.task_key ?? ''}, ${last?.dynamic_key ?? ''}, ${last?.child_id ?? ''})`

/** Those that are expected at no time come first, as in SQLite. */
function byExpectedStart(one: TimelineTask, other: TimelineTask): number {
  const [start, end] = [one.expected_start_time ?? '', other.expected_start_time ?? '']
  if (start !== end) return start < end ? -1 : 1
  return one.id < other.id ? -1 : 1
}

type Cell<Name extends keyof TimelineTask> = TimelineTask[Name]
type TimelineCells = readonly [
  ...[id: Cell<'id'>, name: Cell<'name'>, taskKey: string, dynamicKey: string, inputs: string, stateType: Cell<'state_type'>],
  ...[stateName: Cell<'state_name'>, runCount: number, flowRunRunCount: number, expected: Cell<'expected_start_time'>],
  ...[start: Cell<'start_time'>, end: Cell<'end_time'>, childId: string | null, childName: string | null, childFlow: string | null],
  ...[childType: Cell<'child_state_type'>, childStateName: string | null, childRunCount: number | null],
  ...[childExpected: Cell<'child_expected_start_time'>, childStart: Cell<'child_start_time'>, childEnd: Cell<'child_end_time'>],
]

const taskOf = (cells: TimelineCells): TimelineTask => ({
  id: cells[0],
  name: cells[1],
  task_key: cells[2],
  dynamic_key: cells[3],
  task_inputs: cells[4],
  state_type: cells[5],
  state_name: cells[6],
  run_count: cells[7],
  flow_run_run_count: cells[8],
  expected_start_time: cells[9],
  start_time: cells[10],
  end_time: cells[11],
  child_id: cells[12],
  child_name: cells[13],
  child_flow: cells[14],
  child_state_type: cells[15],
  child_state_name: cells[16],
  child_run_count: cells[17],
  child_expected_start_time: cells[18],
  child_start_time: cells[19],
  child_end_time: cells[20],
})

/** One state in the history of a run of either kind. */
export interface PastState {
  readonly run_id: string
  readonly type: StateType
  readonly name: string
  readonly timestamp: Timestamp
}

/** The histories of task runs and of flow runs, by their ids: each oldest first, `limit` states of either at most. */
export async function listPastStates(
  { db, dialect }: Queries,
  { taskRuns, flowRuns }: { readonly taskRuns: readonly string[]; readonly flowRuns: readonly string[] },
  limit: number,
): Promise<PastState[]> {
  const past = async (of: 'task_run' | 'flow_run', ids: readonly string[]): Promise<readonly PastState[]> => {
    if (ids.length === 0) return []
    const column = `${of}_id`
    const { rows } = await sql<PastState>`
      select ${sql.ref(column)} as run_id, type, name, timestamp from ${sql.table(`${of}_state`)}
        where ${dialect.among(column, ids)} order by 1, 4 limit ${limit}`.execute(db)
    return rows
  }
  return [...(await past('task_run', taskRuns)), ...(await past('flow_run', flowRuns))]
}

/** How many task runs a flow run has. */
export async function countTaskRunsIn({ db }: Queries, flowRunId: string): Promise<number> {
  const row = await db
    .selectFrom('task_run')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where('flow_run_id', '=', flowRunId)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

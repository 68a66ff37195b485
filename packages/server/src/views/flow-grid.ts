import type { FlowGrid, StateType } from '@millrace/protocol'
import { NotFound } from '../api/errors.ts'
import type { RequestContext } from '../http/request-context.ts'
import { countByTask, type GridCount } from '../store/queries/flow-grids.ts'
import { readFlow } from '../store/queries/flows.ts'
import { listLatestRuns } from '../store/queries/latest-runs.ts'
import { barOf } from './run-rows.ts'
import { taskNameOf } from './timeline.ts'

const RUNS = 30
/** Task runs of one run that are looked at, and tasks that are answered. */
const MOST_OF_RUN = 2000
const MOST_TASKS = 200

/** From what to look at first to what says least. */
const WORST: readonly StateType[] = [
  'CRASHED',
  'FAILED',
  'CANCELLED',
  'CANCELLING',
  'RUNNING',
  'PAUSED',
  'PENDING',
  'SCHEDULED',
  'COMPLETED',
]

type Cell = NonNullable<FlowGrid['tasks'][number]['cells'][number]>

/** How each task of a flow went in its latest runs; the tasks that failed most often first. Throws `NotFound`. */
export async function readFlowGrid({ store, clock }: RequestContext, flowId: string): Promise<FlowGrid> {
  const now = clock.now()
  return await store.read(async (queries) => {
    if ((await readFlow(queries, flowId)) === undefined) throw new NotFound('Flow not found')
    const runs = (await listLatestRuns(queries, 'flow_id', [flowId], { until: now, each: RUNS })).toReversed()
    const counts = await countByTask(
      queries,
      runs.map(({ id }) => id),
      MOST_OF_RUN,
    )
    const byTask = Map.groupBy(counts, ({ task_key }) => taskNameOf(task_key))
    const tasks = [...byTask].map(([name, each]) => ({ name, cells: cellsOf(each, runs) }))
    return { runs: runs.map((run) => barOf(run, now)), tasks: tasks.toSorted(byTrouble).slice(0, MOST_TASKS) }
  })
}

function cellsOf(counts: readonly GridCount[], runs: readonly { readonly id: string }[]): (Cell | null)[] {
  const byRun = Map.groupBy(counts, ({ flow_run_id }) => flow_run_id)
  return runs.map(({ id }) => {
    const own = byRun.get(id)
    if (own === undefined) return null
    const failed = own.filter(({ state_type: type }) => type === 'FAILED' || type === 'CRASHED')
    const sum = (counted: readonly GridCount[], of: 'count' | 'seconds'): number => counted.reduce((total, each) => total + each[of], 0)
    const [worst] = own.toSorted((one, other) => WORST.indexOf(one.state_type) - WORST.indexOf(other.state_type))
    return {
      count: sum(own, 'count'),
      failed: sum(failed, 'count'),
      state_type: worst?.state_type ?? 'PENDING',
      seconds: sum(own, 'seconds'),
    }
  })
}

const troubles = ({ cells }: FlowGrid['tasks'][number]): number => cells.filter((cell) => (cell?.failed ?? 0) > 0).length

const byTrouble = (one: FlowGrid['tasks'][number], other: FlowGrid['tasks'][number]): number =>
  troubles(other) - troubles(one) || (one.name < other.name ? -1 : 1)

import type { FlowRunRow, ReplyOf, bulkRoutes } from '@millrace/protocol'
import { api } from '../../api/api.ts'
import { type Done, eachOf } from '../../api/each-of.ts'
import { isOver } from '../run/queries.ts'

/** How many runs one call reaches. */
const MOST = 50

const slices = <Item>(items: readonly Item[]): Item[][] =>
  Array.from({ length: Math.ceil(items.length / MOST) }, (_, index) => items.slice(index * MOST, (index + 1) * MOST))

const filterOf = (runs: readonly { readonly id: string }[]) => ({ flow_runs: { id: { any_: runs.map(({ id }) => id) } }, limit: MOST })

export const canBeCancelled = ({ state_type: type }: Pick<FlowRunRow, 'state_type'>): boolean => !isOver(type) && type !== 'CANCELLING'
export const canBeRetried = ({ state_type: type }: Pick<FlowRunRow, 'state_type'>): boolean => isOver(type)

type States = ReplyOf<typeof bulkRoutes.setFlowRunStates>['results']

function tellOf(results: States): Done {
  const refused = results.filter(({ status }) => status === 'REJECT' || status === 'ABORT')
  const details = refused[0]?.details
  const reason = details !== undefined && 'reason' in details ? (details.reason ?? undefined) : undefined
  return { done: results.length - refused.length, refused: refused.length, reason }
}

/** Told after each call, of how many runs something was done. */
type OnDone = (count: number) => void

/** Cancels runs: what nobody has begun at once, what runs by asking it to stop. */
export async function cancelRuns(runs: readonly FlowRunRow[], onDone: OnDone): Promise<Done> {
  const results: States = []
  const { waiting = [], begun = [] } = Object.groupBy(runs, ({ state_type: type }) => (type === 'SCHEDULED' ? 'waiting' : 'begun'))
  for (const some of slices(waiting)) {
    const state = { type: 'CANCELLED' as const, name: 'Cancelled' }
    results.push(...(await api.bulk.setFlowRunStates({ body: { ...filterOf(some), state, force: true } })).results)
    onDone(results.length)
  }
  for (const some of slices(begun)) {
    const state = { type: 'CANCELLING' as const, name: 'Cancelling' }
    results.push(...(await api.bulk.setFlowRunStates({ body: { ...filterOf(some), state } })).results)
    onDone(results.length)
  }
  return tellOf(results)
}

/** Begins runs that are over again. */
export async function retryRuns(runs: readonly FlowRunRow[], onDone: OnDone): Promise<Done> {
  const results: States = []
  for (const some of slices(runs)) {
    const state = { type: 'SCHEDULED' as const, name: 'AwaitingRetry' }
    results.push(...(await api.bulk.setFlowRunStates({ body: { ...filterOf(some), state, force: true } })).results)
    onDone(results.length)
  }
  return tellOf(results)
}

/** Deletes runs with their task runs, states and log lines. */
export async function deleteRuns(runs: readonly FlowRunRow[], onDone: OnDone): Promise<Done> {
  let done = 0
  for (const some of slices(runs)) {
    done += (await api.bulk.deleteFlowRuns({ body: filterOf(some) })).deleted.length
    onDone(done)
  }
  return { done, refused: runs.length - done, reason: undefined }
}

/** Gives runs a tag, or takes it from them: there is no call for the tags of many runs. */
export function tagRuns(
  runs: readonly FlowRunRow[],
  { tag, remove }: { readonly tag: string; readonly remove: boolean },
  onDone: OnDone,
): Promise<Done> {
  let done = 0
  return eachOf(
    runs.filter(({ tags }) => tags.includes(tag) === remove),
    async ({ id, tags }) => {
      await api.flowRuns.update({ params: { id }, body: { tags: remove ? tags.filter((each) => each !== tag) : [...tags, tag] } })
      done += 1
      onDone(done)
    },
  )
}

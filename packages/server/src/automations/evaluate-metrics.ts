import { addSeconds, type MetricTrigger, type Timestamp } from '@millrace/protocol'
import type { ServerContext } from '../context.ts'
import { relatedResources } from '../orchestration/related-resources.ts'
import type { BucketId } from '../store/queries/automation-buckets.ts'
import { lockAutomations, readAutomationsVersion } from '../store/queries/automation-version.ts'
import { type MetricGroup, readMetricGroups } from '../store/queries/metric-groups.ts'
import type { Queries } from '../store/store.ts'
import { fire } from './evaluate-events.ts'
import { type Fired, writeFirings } from './fire.ts'
import { loadedAutomations } from './loaded-automations.ts'
import { TriggerState } from './trigger-state.ts'
import { coversResources } from './triggers/match-event.ts'
import { readMetric } from './triggers/metric.ts'
import type { PlacedMetric } from './triggers/trigger-index.ts'

/** Seconds from one reading of a figure to the next, where its range is short. */
export const SHORTEST_PERIOD = 30

/** When each trigger is to be read next, by its id: what a process has read need not outlive it. */
export type DueMetrics = Map<string, Timestamp>

type Evaluating = Pick<ServerContext, 'store' | 'bus' | 'clock' | 'log'>

/** Reads the figures of metric triggers that are due, and fires those that have been out of bounds, or back, for long enough. */
export async function evaluateMetrics(context: Evaluating, due: DueMetrics): Promise<void> {
  const { store } = context
  const now = context.clock.now()
  const values = await store.read(async (queries) => {
    const { metrics } = await loadedAutomations(store, queries, await readAutomationsVersion(queries))
    forget(due, metrics)
    const read = new Map<string, number | undefined>()
    for (const placed of metrics) {
      if ((due.get(placed.trigger.id) ?? now) > now) continue
      due.set(placed.trigger.id, addSeconds(now, periodOf(placed.trigger)))
      read.set(placed.trigger.id, await valueOf(context, queries, placed.trigger, now))
    }
    return read
  })
  if (values.size > 0) await take(context, values)
}

async function take(context: Evaluating, values: ReadonlyMap<string, number | undefined>): Promise<void> {
  await context.store.write(async (tx) => {
    // Of automations that have changed meanwhile, only what is still there.
    const { metrics } = await loadedAutomations(context.store, tx, await lockAutomations(tx))
    const now = context.clock.now()
    const state = new TriggerState(tx, now)
    const read = metrics.filter(({ trigger }) => values.has(trigger.id))
    await state.read(read.map(idOf))
    const fired: Fired[] = []
    for (const placed of read) {
      const id = idOf(placed)
      const value = values.get(placed.trigger.id)
      const { bucket, told } = readMetric(placed.trigger, state.bucket(id), value, now)
      state.setBucket(id, bucket)
      // Those around a trigger wait for it to fire; that it resolves means nothing to them.
      if (told === undefined || (told === 'Resolved' && placed.around.length > 0)) continue
      const cause = { trigger_states: [told], triggering_event: null, triggering_value: value ?? null, triggering_labels: {} }
      fired.push(...(await fire(context, state, placed, cause)))
    }
    await state.write()
    await writeFirings(context, tx, fired)
  })
}

/** The mean over the flow runs that a trigger matches; undefined without any. */
async function valueOf(
  context: Pick<Evaluating, 'store' | 'clock'>,
  queries: Queries,
  trigger: MetricTrigger,
  now: Timestamp,
): Promise<number | undefined> {
  const { name: metric, range } = trigger.metric
  const groups = await readMetricGroups(queries, { metric, since: addSeconds(now, -range), now, each: concernsEach(trigger) })
  let [runs, sum] = [0, 0]
  for (const group of groups) {
    if (!coversResources(trigger, { resource: resourceOf(group), related: await relatedOf(context, queries, group) })) continue
    runs += group.runs
    sum += group.sum
  }
  return runs === 0 ? undefined : sum / runs
}

const ANY_RUN = 'prefect.flow-run.*'

/** Whether it takes more of a run than that it is one. */
const concernsEach = ({ match }: MetricTrigger): boolean =>
  Object.entries(match).some(([label, values]) => label !== 'prefect.resource.id' || [values].flat().some((value) => value !== ANY_RUN))

const resourceOf = ({ id, name }: MetricGroup): Record<string, string> => ({
  // Of runs that are not told apart, any stands for all.
  'prefect.resource.id': `prefect.flow-run.${id ?? 'any'}`,
  ...(name === null ? {} : { 'prefect.resource.name': name }),
})

const relatedOf = (context: Pick<Evaluating, 'store' | 'clock'>, queries: Queries, group: MetricGroup) =>
  relatedResources(context, queries, { ...group, tags: [...group.tags], parent_task_run_id: null, created_by: null })

/** Long ranges cost more to read, and change more slowly; a change must be seen several times before it is told. */
const periodOf = ({ metric: { range, firing_for: wait } }: MetricTrigger): number =>
  Math.max(SHORTEST_PERIOD, Math.min(range / 20, wait / 4))

function forget(due: DueMetrics, metrics: readonly PlacedMetric[]): void {
  const known = new Set(metrics.map(({ trigger }) => trigger.id))
  for (const id of due.keys()) if (!known.has(id)) due.delete(id)
}

const idOf = ({ automation, trigger }: PlacedMetric): BucketId => ({
  automation_id: automation.id,
  trigger_id: trigger.id,
  bucketing_key: [],
})

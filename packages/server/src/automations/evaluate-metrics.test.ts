import { addSeconds, type AutomationCreateInput, type MetricTrigger } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import { readEvents } from '../store/queries/unindexed-events.ts'
import { sample } from '../store/sample-rows.ts'
import type { FlowRunRow } from '../store/schema.ts'
import { STORE_KINDS } from '../store/testing.ts'
import { type DueMetrics, evaluateMetrics } from './evaluate-metrics.ts'
import { openTestEngine, type TestEngine } from './testing.ts'

const NOW = '2030-01-01T12:00:00.000000Z'
const flow = sample.flow()
const other = sample.flow()

const ended = (type: 'COMPLETED' | 'FAILED' | 'CANCELLED', given: Partial<FlowRunRow> = {}): FlowRunRow =>
  sample.flowRun({
    flow_id: flow.id,
    state_type: type,
    state_name: type,
    start_time: addSeconds(NOW, -100),
    end_time: addSeconds(NOW, -1),
    ...given,
  })

const add = async (engine: TestEngine, runs: readonly FlowRunRow[]): Promise<void> =>
  await engine.store.write(async ({ db }) => {
    await db
      .insertInto('flow')
      .values([flow, other])
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await db.insertInto('flow_run').values(runs).execute()
  })

const automation = (metric: Partial<MetricTrigger['metric']>, more: object = {}): AutomationCreateInput => ({
  name: 'watch',
  trigger: { type: 'metric', match: { 'prefect.resource.id': 'prefect.flow-run.*' }, metric: { ...SUCCESSES, ...metric }, ...more },
  actions: [{ type: 'do-nothing' }],
  actions_on_trigger: [{ type: 'pause-automation', source: 'inferred' }],
  actions_on_resolve: [{ type: 'resume-automation', source: 'inferred' }],
})

const SUCCESSES = { name: 'successes', operator: '<', threshold: 0.5, range: 3600, firing_for: 300 } as const

/** Lets the service read every minute, as it would; answers the actions that were asked for, and the figures that they were asked for. */
async function watch(engine: TestEngine, minutes: number, from = 0): Promise<[string, unknown][]> {
  const due: DueMetrics = new Map()
  for (let minute = from; minute <= from + minutes; minute += 1) {
    engine.setTime(addSeconds(NOW, minute * 60))
    await evaluateMetrics(engine.context, due)
  }
  return (await engine.asked()).map(({ action, firing }) => [action.type, firing.triggering_value])
}

describe.each(STORE_KINDS)('metric triggers on %s', (kind) => {
  it('fire once while too many flow runs fail, and resolve when enough succeed', async () => {
    await using engine = await openTestEngine(kind)
    await engine.add(automation({}))
    await add(engine, [...Array.from({ length: 3 }, () => ended('FAILED')), ended('COMPLETED'), ended('CANCELLED')])
    const triggered = [
      ['do-nothing', 0.25],
      ['pause-automation', 0.25],
    ]
    expect(await watch(engine, 10)).toEqual(triggered)
    await add(
      engine,
      Array.from({ length: 4 }, () => ended('COMPLETED', { end_time: addSeconds(NOW, 600) })),
    )
    expect(await watch(engine, 10, 11)).toEqual([...triggered, ['resume-automation', 5 / 8]])
    const events = await readEvents(engine.store, ({ db }) => db.selectFrom('event').selectAll().orderBy('occurred').execute())
    expect(events.map(({ event, payload }) => [event, payload['triggering_value']])).toEqual([
      ['prefect.automation.triggered', 0.25],
      ['prefect.automation.resolved', 5 / 8],
    ])
  })

  it('look at no run that is older than their range', async () => {
    await using engine = await openTestEngine(kind)
    await engine.add(automation({ range: 300 }))
    await add(engine, [ended('FAILED', { end_time: addSeconds(NOW, -400) })])
    expect(await watch(engine, 10)).toEqual([])
  })

  it('look at the runs that they match, by what these are related to, by their tags and by themselves', async () => {
    await using engine = await openTestEngine(kind)
    const failed = ended('FAILED', { tags: ['prod'] })
    await add(engine, [failed, ...Array.from({ length: 5 }, () => ended('COMPLETED', { flow_id: other.id }))])
    const role = (kind: string, id: string) => ({
      match_related: { 'prefect.resource.role': kind, 'prefect.resource.id': `prefect.${kind}.${id}` },
    })
    const wanted = [
      await engine.add(automation({}, role('flow', flow.id))),
      await engine.add(automation({}, role('tag', 'prod'))),
      await engine.add(automation({}, { match: { 'prefect.resource.id': `prefect.flow-run.${failed.id}` } })),
      await engine.add(automation({}, { match: { 'prefect.resource.name': failed.name } })),
    ]
    for (const more of [{}, role('flow', other.id), role('tag', 'test'), { match: { 'prefect.resource.name': 'x' } }])
      await engine.add(automation({}, more))
    await watch(engine, 6)
    const fired = new Set((await engine.asked()).map((asked) => asked.automation.id))
    expect([...fired].toSorted()).toEqual(wanted.map(({ id }) => id).toSorted())
  })

  it('take the mean of durations and of lateness, that of runs which still wait included', async () => {
    await using engine = await openTestEngine(kind)
    await engine.add(automation({ name: 'duration', operator: '>', threshold: 15 }))
    await engine.add(automation({ name: 'lateness', operator: '>=', threshold: 1000 }))
    const waiting = { state_type: 'SCHEDULED', state_name: 'Late', expected_start_time: addSeconds(NOW, -9000) } as const
    const onTime = { expected_start_time: addSeconds(NOW, -100) }
    await add(engine, [
      ended('COMPLETED', { total_run_time: 10, ...onTime }),
      ended('FAILED', { total_run_time: 30, ...onTime }),
      sample.flowRun({ flow_id: flow.id, ...waiting }),
    ])
    const asked = (await watch(engine, 6)).filter(([type]) => type === 'do-nothing').map(([, value]) => Math.round(Number(value)))
    // Read again six minutes later, when the waiting one is 9,360 seconds late and the others are not.
    expect(asked.toSorted((a, b) => a - b)).toEqual([20, 3120])
  })

  it('fire the compound that they are in', async () => {
    await using engine = await openTestEngine(kind)
    const { trigger } = automation({})
    await engine.add({ ...automation({}), trigger: { type: 'compound', require: 1, within: 60, triggers: [trigger] } })
    await add(engine, [ended('FAILED')])
    expect((await watch(engine, 10)).map(([type]) => type)).toEqual(['do-nothing', 'pause-automation'])
  })
})

import { addSeconds, type AutomationCreateInput, type ReceivedEvent } from '@millrace/protocol'
import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { touchAutomations } from '../store/queries/automation-version.ts'
import { deleteAutomations, updateAutomation } from '../store/queries/automations.ts'
import { appendEvents } from '../store/queries/unindexed-events.ts'
import { openStore } from '../store/open-store.ts'
import { STORE_KINDS } from '../store/testing.ts'
import { evaluateAbsences } from './evaluate-absences.ts'
import { evaluateEvents, requeueFollowers } from './evaluate-events.ts'
import { offerEvents } from './offer-events.ts'
import { openTestEngine, type TestEngine } from './testing.ts'

const NOW = '2030-01-01T00:00:00.000000Z'

const event = (given: Partial<ReceivedEvent> = {}): ReceivedEvent => ({
  id: v7(),
  occurred: NOW,
  received: NOW,
  event: 'it',
  resource: { 'prefect.resource.id': 'thing' },
  related: [],
  payload: {},
  follows: null,
  ...given,
})

const automation = (trigger: object, more: Partial<AutomationCreateInput> = {}): AutomationCreateInput => ({
  name: 'one',
  trigger: { type: 'event', posture: 'Reactive', expect: ['it'], ...trigger },
  actions: [{ type: 'do-nothing' }],
  ...more,
})

const tableOf = (engine: TestEngine, table: 'automation_event' | 'automation_event_follower' | 'automation_bucket'): Promise<unknown[]> =>
  engine.store.read(({ db }) => db.selectFrom(table).selectAll().execute())

const causesOf = async (engine: TestEngine): Promise<(string | undefined)[]> =>
  (await engine.asked()).map(({ triggering_event: cause }) => cause?.id)

describe.each(STORE_KINDS)('the engine of automations on %s', (kind) => {
  it('keeps no event that concerns nobody', async () => {
    await using engine = await openTestEngine(kind)
    await engine.add(automation({ match: { 'prefect.resource.id': 'other' } }))
    await engine.add(automation({ expect: ['else'] }))
    await engine.receive(event(), event({ event: 'prefect.log.write' }))
    expect(await tableOf(engine, 'automation_event')).toEqual([])
  })

  it('counts an event once, however often it is told', async () => {
    await using engine = await openTestEngine(kind)
    await engine.add(automation({}))
    const one = event()
    await engine.receive(one)
    await engine.receive(one)
    await evaluateEvents(engine.context)
    await engine.receive(one)
    await evaluateEvents(engine.context)
    expect(await causesOf(engine)).toEqual([one.id])
    expect(await tableOf(engine, 'automation_event')).toEqual([])
  })

  it('is not set off by its own firings, nor two by each other', async () => {
    await using engine = await openTestEngine(kind)
    const anything = [await engine.add(automation({ expect: [] })), await engine.add(automation({ expect: ['prefect.*'], after: [] }))]
    const listening = [
      await engine.add(automation({ expect: ['prefect.automation.triggered'] })),
      await engine.add(automation({ expect: ['prefect.automation.*'] })),
    ]
    await engine.receive(event({ event: 'prefect.flow-run.Failed' }))
    for (let turns = 0; turns < 20; turns += 1) await evaluateEvents(engine.context)
    const asked = await engine.asked()
    const firings = (of: readonly { id: string }[]): number =>
      asked.filter(({ automation: { id } }) => of.some((one) => one.id === id)).length
    // Each of the first two fires once, of which each of the others hears; of those nobody hears.
    expect([firings(anything), firings(listening)]).toEqual([2, 4])
    expect(await tableOf(engine, 'automation_event')).toEqual([])
  })

  it('looks at more events than one batch has, in the order in which they came', async () => {
    await using engine = await openTestEngine(kind)
    await engine.add(automation({}))
    const all = Array.from({ length: 450 }, (_, index) => event({ received: addSeconds(NOW, index) }))
    await engine.receive(...all.toReversed())
    let turns = 1
    while ((await evaluateEvents(engine.context)).more) turns += 1
    expect(turns).toBe(3)
    expect(await causesOf(engine)).toEqual(all.map(({ id }) => id))
  })

  it('evaluates each event once while several do so at the same time', async () => {
    await using engine = await openTestEngine(kind)
    await engine.add(automation({ for_each: ['prefect.resource.id'], threshold: 2, within: 60 }))
    const all = Array.from({ length: 300 }, (_, index) => event({ resource: { 'prefect.resource.id': `thing ${index % 150}` } }))
    await engine.receive(...all)
    await using other = await openStore({
      connectionUrl: engine.store.connectionUrl,
      synchronous: 'OFF',
      timeout: 10,
      poolSize: 2,
      migrate: false,
    })
    const contexts = [engine.context, { ...engine.context, store: other }]
    const work = async (context: TestEngine['context']): Promise<void> => {
      while ((await evaluateEvents(context)).more);
    }
    await Promise.all([...contexts, ...contexts].map(work))
    await Promise.all(contexts.map(work))
    expect(await engine.asked()).toHaveLength(150)
  })

  it('goes by automations as another process has changed them, from the next event on', async () => {
    await using engine = await openTestEngine(kind)
    const { id } = await engine.add(automation({}))
    await using other = await openStore({
      connectionUrl: engine.store.connectionUrl,
      synchronous: 'OFF',
      timeout: 10,
      poolSize: 2,
      migrate: false,
    })
    const tell = async (): Promise<void> => {
      await other.write(async (tx) => offerEvents({ store: other }, tx, await appendEvents(tx, [event()])))
      await evaluateEvents(engine.context)
    }
    const change = (enabled: boolean): Promise<void> =>
      engine.store.write(async (tx) => {
        await touchAutomations(tx, v7(), NOW)
        await updateAutomation(tx, id, { enabled })
      })
    await tell()
    expect(await engine.asked()).toHaveLength(1)
    await change(false)
    await tell()
    expect(await engine.asked()).toHaveLength(1)
    await change(true)
    await tell()
    expect(await engine.asked()).toHaveLength(2)
    await engine.store.write(async (tx) => {
      await touchAutomations(tx, v7(), NOW)
      await deleteAutomations(tx, [id])
    })
    await tell()
    expect(await engine.asked()).toHaveLength(2)
  })

  it('drops what waits for an automation that is gone', async () => {
    await using engine = await openTestEngine(kind)
    const { id } = await engine.add(automation({}))
    await engine.receive(event())
    await engine.store.write(async (tx) => {
      await touchAutomations(tx, v7(), NOW)
      await deleteAutomations(tx, [id])
    })
    await evaluateEvents(engine.context)
    expect(await engine.asked()).toEqual([])
    expect(await tableOf(engine, 'automation_event')).toEqual([])
  })

  it('has an event wait for the one that it follows, even if that one concerns nobody', async () => {
    await using engine = await openTestEngine(kind)
    await engine.add(automation({ expect: ['first', 'then', 'last'], threshold: 1 }))
    const [silent, first] = [event({ event: 'silent' }), event({ event: 'first' })]
    const then = event({ event: 'then', follows: first.id })
    const last = event({ event: 'last', follows: silent.id })
    engine.setTime(NOW)
    await engine.receive(then, last)
    await evaluateEvents(engine.context)
    expect(await causesOf(engine)).toEqual([])
    expect(await tableOf(engine, 'automation_event_follower')).toHaveLength(2)
    await engine.receive(first)
    await evaluateEvents(engine.context)
    expect(await causesOf(engine)).toEqual([first.id, then.id])
    await engine.receive(silent)
    await evaluateEvents(engine.context)
    expect(await causesOf(engine)).toEqual([first.id, then.id, last.id])
    expect(await tableOf(engine, 'automation_event_follower')).toEqual([])
  })

  it('waits a quarter of an hour for a leader that never comes', async () => {
    await using engine = await openTestEngine(kind)
    await engine.add(automation({}))
    const lost = event({ follows: v7() })
    await engine.receive(lost)
    await evaluateEvents(engine.context)
    const turn = async (seconds: number): Promise<void> => {
      engine.setTime(addSeconds(NOW, seconds))
      await requeueFollowers(engine.context)
      await evaluateEvents(engine.context)
    }
    await turn(14 * 60)
    expect(await causesOf(engine)).toEqual([])
    await turn(16 * 60)
    expect(await causesOf(engine)).toEqual([lost.id])
  })

  it('does not miss what waits in the queue when it looks for absences', async () => {
    await using engine = await openTestEngine(kind)
    await engine.add(
      automation({ posture: 'Proactive', after: ['start'], expect: ['done'], within: 30, for_each: ['prefect.resource.id'], threshold: 1 }),
    )
    await engine.receive(event({ event: 'start' }))
    await evaluateEvents(engine.context)
    const at = addSeconds(NOW, 20)
    await engine.receive(event({ event: 'done', occurred: at, received: at }))
    engine.setTime(addSeconds(NOW, 60))
    await evaluateAbsences(engine.context)
    expect(await engine.asked()).toEqual([])
    await evaluateEvents(engine.context)
    await evaluateAbsences(engine.context)
    expect(await engine.asked()).toEqual([])
    expect(await tableOf(engine, 'automation_bucket')).toEqual([])
  })

  it('tells others of firings, which may fire themselves', async () => {
    await using engine = await openTestEngine(kind)
    const { id } = await engine.add(automation({}))
    await engine.add(automation({ expect: ['prefect.automation.triggered'], match: { 'prefect.resource.id': `prefect.automation.${id}` } }))
    await engine.receive(event())
    await evaluateEvents(engine.context)
    await evaluateEvents(engine.context)
    expect((await engine.asked()).map(({ triggering_event: cause }) => cause?.event)).toEqual(['it', 'prefect.automation.triggered'])
  })
})

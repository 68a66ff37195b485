import { readFileSync } from 'node:fs'
import { addSeconds, type ReceivedEvent, type TriggerInput } from '@millrace/protocol'
import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { STORE_KINDS, type StoreKind } from '../store/testing.ts'
import { evaluateAbsences, sweepOldBuckets } from './evaluate-absences.ts'
import { evaluateEvents } from './evaluate-events.ts'
import { openTestEngine } from './testing.ts'

interface Scenario {
  readonly name: string
  readonly trigger: TriggerInput
  /** At which second, its name, its resource or that one's id, related resources, the second at which it occurred. */
  readonly events: readonly (readonly [
    at: number,
    name: string,
    resource: string | Record<string, string>,
    related?: Record<string, string>[],
    occurred?: number,
  ])[]
  readonly until: number
  readonly fired: readonly Fired[]
}

interface Fired {
  readonly at: number
  readonly labels: Readonly<Record<string, string>>
  /** Places among the events of the scenario. */
  readonly event: number | null
  readonly firings: readonly (number | null)[]
}

const SCENARIOS = JSON.parse(readFileSync(new URL('recorded/triggers.json', import.meta.url), 'utf8')) as Scenario[]
const START = '2030-01-01T00:00:00.000000Z'

describe.each(STORE_KINDS)('triggers on %s', (kind) => {
  it.each(SCENARIOS)('fire as Prefect does: $name', async (scenario) => {
    expect(await play(kind, scenario)).toEqual(scenario.fired)
  })
})

async function play(kind: StoreKind, { trigger, events, until }: Scenario): Promise<Fired[]> {
  await using engine = await openTestEngine(kind)
  await engine.add({ name: 'scenario', trigger, actions: [{ type: 'do-nothing' }] })
  const told = events.map(eventOf)
  const fired: Fired[] = []
  for (let second = 0; second <= until; second += 1) {
    engine.setTime(addSeconds(START, second))
    for (const [index, [at]] of events.entries()) {
      const event = told[index]
      if (at !== second || event === undefined) continue
      await engine.receive(event)
      await evaluateEvents(engine.context)
    }
    if (second % 5 === 0) {
      await evaluateAbsences(engine.context)
      await sweepOldBuckets(engine.context, 60)
    }
    const asked = (await engine.asked()).slice(fired.length)
    const placeOf = (event: ReceivedEvent | null): number | null => (event === null ? null : told.findIndex(({ id }) => id === event.id))
    for (const { firing } of asked) {
      const firings = firing.triggering_firings.map((one) => placeOf(one.triggering_event)).toSorted((a, b) => (a ?? -1) - (b ?? -1))
      fired.push({ at: second, labels: firing.triggering_labels, event: placeOf(firing.triggering_event), firings })
    }
  }
  return fired
}

const eventOf = ([at, event, resource, related = [], occurred = at]: Scenario['events'][number]): ReceivedEvent => ({
  id: v7(),
  occurred: addSeconds(START, occurred),
  received: addSeconds(START, at),
  event,
  resource: typeof resource === 'string' ? { 'prefect.resource.id': resource } : resource,
  related,
  payload: {},
  follows: null,
})

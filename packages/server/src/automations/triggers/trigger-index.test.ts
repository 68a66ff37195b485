import type { Automation, EventTrigger, ReceivedEvent } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import { coversEvent } from './match-event.ts'
import { placedTriggers, TriggerIndex } from './trigger-index.ts'

const trigger = (id: string, given: Partial<EventTrigger>): EventTrigger => ({
  type: 'event',
  id,
  match: {},
  match_related: {},
  after: [],
  expect: [],
  for_each: [],
  posture: 'Reactive',
  threshold: 1,
  within: 0,
  ...given,
})

const automation = (whole: Automation['trigger']): Automation => ({
  id: `automation of ${whole.id}`,
  created: null,
  updated: null,
  name: '',
  description: '',
  enabled: true,
  tags: [],
  trigger: whole,
  actions: [],
  actions_on_trigger: [],
  actions_on_resolve: [],
})

const event = (name: string): ReceivedEvent => ({
  id: 'e',
  occurred: '',
  received: '',
  event: name,
  resource: {},
  related: [],
  payload: {},
  follows: null,
})

/** Every text of one to three of these. */
const texts = (parts: readonly string[]): string[] => {
  const pairs = parts.flatMap((one) => parts.map((other) => one + other))
  return [...parts, ...pairs, ...pairs.flatMap((pair) => parts.map((one) => pair + one))]
}

describe('TriggerIndex', () => {
  it('finds just the triggers that looking at each of them finds', () => {
    const patterns = texts(['a', '.', '*'])
    const triggers = [
      trigger('all', {}),
      trigger('all after', { after: ['a'] }),
      ...patterns.flatMap((one) => [
        trigger(`expects ${one}`, { expect: [one] }),
        trigger(`after ${one}`, { expect: ['b', one], after: [one] }),
      ]),
    ]
    const placed = triggers.flatMap((one) => placedTriggers(automation(one)))
    const index = new TriggerIndex(placed)
    for (const name of texts(['a', '.', 'b'])) {
      const all = triggers.filter((one) => coversEvent(one, event(name))).map(({ id }) => id)
      const found = index.interested(event(name)).map((one) => one.trigger.id)
      expect([name, found.toSorted()]).toEqual([name, all.toSorted()])
      expect(all.length).toBeGreaterThan(1)
    }
  })

  it('finds nothing where there is nothing', () => {
    const index = new TriggerIndex(
      [trigger('one', { expect: ['a'] }), trigger('two', { expect: ['b.*'] })].flatMap((one) => placedTriggers(automation(one))),
    )
    expect(index.isEmpty).toBe(false)
    expect(['a', 'b.c', 'b.', 'c'].map((name) => index.concerns(event(name)))).toEqual([true, true, false, false])
    expect(new TriggerIndex([]).isEmpty).toBe(true)
  })

  it('knows what is around a trigger, the innermost first', () => {
    const leaf = trigger('leaf', {})
    const inner = { type: 'sequence', id: 'inner', triggers: [leaf], within: null } as const
    const outer = { type: 'compound', id: 'outer', triggers: [inner, trigger('other', {})], within: 5, require: 'all' } as const
    const placed = placedTriggers(automation(outer as unknown as Automation['trigger']))
    expect(placed.map((one) => [one.trigger.id, one.around.map(({ id }) => id)])).toEqual([
      ['leaf', ['inner', 'outer']],
      ['other', ['outer']],
    ])
  })
})

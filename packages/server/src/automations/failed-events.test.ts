import { addSeconds, type ReceivedEvent } from '@millrace/protocol'
import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { queueAutomationEvents } from '../store/queries/automation-events.ts'
import { listDeadLetters, takeDeadLetter } from '../store/queries/dead-letters.ts'
import type { DeadLetterRow } from '../store/schema.ts'
import { STORE_KINDS } from '../store/testing.ts'
import { evaluateEvents } from './evaluate-events.ts'
import { putBack } from './set-aside.ts'
import { openTestEngine, type TestEngine } from './testing.ts'

const NOW = '2030-01-01T00:00:00.000000Z'

const event = (second: number): ReceivedEvent => ({
  id: v7(),
  occurred: NOW,
  received: addSeconds(NOW, second),
  event: 'it',
  resource: { 'prefect.resource.id': 'thing' },
  related: [],
  payload: {},
  follows: null,
})

/** What no client can send, but a fault of ours could leave: looking at it throws. */
const poison = (second: number): ReceivedEvent => ({ ...event(second), resource: null as unknown as ReceivedEvent['resource'] })

const waiting = (engine: TestEngine): Promise<string[]> =>
  engine.store.read(async ({ db }) => (await db.selectFrom('automation_event').select('event_id').execute()).map(({ event_id: id }) => id))

const setAside = async (engine: TestEngine): Promise<readonly DeadLetterRow[]> =>
  (await engine.store.read((queries) => listDeadLetters(queries, { kind: 'event', automationId: null, limit: 10, offset: 0 }))).rows

describe.each(STORE_KINDS)('an event at which triggers throw, on %s (R19)', (kind) => {
  it('holds up no other, is tried five times and set aside, and can be tried anew', async () => {
    await using engine = await openTestEngine(kind)
    await engine.add({
      name: 'one',
      trigger: { type: 'event', posture: 'Reactive', expect: ['it'], match: { 'prefect.resource.id': 'thing' } },
      actions: [{ type: 'do-nothing' }],
    })
    const [before, bad, after] = [event(1), poison(2), event(3)]
    const queue = [before, bad, after].map((one) => ({ received: one.received, event_id: one.id, leader_id: null, queued_event: one }))
    await engine.store.write((tx) => queueAutomationEvents(tx, queue))

    await evaluateEvents(engine.context)
    const causes = async (): Promise<(string | undefined)[]> => (await engine.asked()).map(({ triggering_event: cause }) => cause?.id)
    expect(await causes()).toEqual([before.id, after.id])
    for (let tries = 1; tries < 5; tries += 1) {
      expect([await waiting(engine), await setAside(engine)]).toEqual([[bad.id], []])
      await evaluateEvents(engine.context)
    }
    const [letter, ...others] = await setAside(engine)
    expect(letter).toMatchObject({ kind: 'event', name: 'it', automation_id: null, attempts: 5, letter: { id: bad.id } })
    expect(letter?.problem).not.toBe('')
    expect([others, await waiting(engine)]).toEqual([[], []])

    const mended = { ...event(4), id: bad.id }
    await engine.store.write(async (tx) => {
      const taken = await takeDeadLetter(tx, letter?.id ?? '')
      if (taken !== undefined) await putBack(tx, { ...taken, letter: { ...mended } }, NOW)
    })
    await evaluateEvents(engine.context)
    expect([await setAside(engine), await waiting(engine)]).toEqual([[], []])
    expect(await causes()).toEqual([before.id, after.id, bad.id])
  })
})

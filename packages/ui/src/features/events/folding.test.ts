import type { ReceivedEvent } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { folded } from './folding.ts'

let next = 0
const event = (name: string, about = 'prefect.flow-run.0192b3c4-0000-7000-8000-000000000000'): ReceivedEvent => ({
  id: String((next += 1)),
  occurred: '',
  received: '',
  event: name,
  resource: { 'prefect.resource.id': about },
  related: [],
  payload: {},
  follows: null,
})

test('three neighbours that say the same are one row, two are two', () => {
  const events = [
    event('late'),
    event('late'),
    event('late', 'prefect.flow-run.ffffffff-0000-7000-8000-000000000000'),
    event('ran'),
    event('late'),
    event('late'),
  ]
  expect(folded(events).map((fold) => fold.events.length)).toEqual([3, 1, 1, 1])
  expect(folded(events).flatMap((fold) => fold.events)).toEqual(events)
})

test('the same said of another kind of thing is not the same', () => {
  expect(folded([event('late', 'a'), event('late', 'b'), event('late', 'c')])).toHaveLength(3)
})

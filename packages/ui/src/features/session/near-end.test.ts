import { expect, test } from 'vitest'
import { endOf, nearEnd } from './near-end.ts'

const at = (minutes: number): string => new Date(minutes * 60_000).toISOString()

test.each([
  ['far from its end', at(60), at(600), 0, undefined],
  ['that nobody has used for long', at(60), at(600), 56, { minutes: 4, forGood: false }],
  ['in its last seconds', at(60), at(600), 59.5, { minutes: 0, forGood: false }],
  ['that is over', at(60), at(600), 61, { minutes: 0, forGood: false }],
  ['as old as one may be', at(600), at(600), 597, { minutes: 3, forGood: true }],
  ['without an end', null, null, 1_000_000, undefined],
])('of a session %s', (_, ends, ends_at_latest, minutes, expected) => {
  expect(nearEnd({ ends, ends_at_latest }, minutes * 60_000)).toEqual(expected)
})

test('a session ends when it is idle or old, whichever comes first', () => {
  expect(endOf({ ends: at(60), ends_at_latest: at(30) })).toBe(30 * 60_000)
  expect(endOf({ ends: null, ends_at_latest: null })).toBe(Number.POSITIVE_INFINITY)
})

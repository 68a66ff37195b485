import { expect, it } from 'vitest'
import { at, NOW } from '../rules/testing.ts'
import { stateTimestamp } from './state-timestamp.ts'

it.each([
  ['the first state', null, NOW],
  ['a state after one of the past', at(-1), NOW],
  ['a state at the same instant', NOW, '2026-07-01T12:00:00.000001Z'],
  ['a state after one that a faster clock dated', '2026-07-01T12:59:59.999999Z', '2026-07-01T13:00:00.000000Z'],
])('dates %s', (_, previous, expected) => {
  expect(stateTimestamp(previous, NOW)).toBe(expected)
})

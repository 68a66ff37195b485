import { addSeconds, type Timestamp } from '@millrace/protocol'
import { expect, it } from 'vitest'
import { watchAwake } from './awake-since.ts'

const START: Timestamp = '2026-07-01T00:00:00.000000Z'

it('counts from the first turn, and anew from the first one after half a minute without any', () => {
  const awakeSince = watchAwake()
  const at = (seconds: number): Timestamp => addSeconds(START, seconds)
  expect(awakeSince(at(0))).toBe(at(0))
  expect(awakeSince(at(29))).toBe(at(0))
  expect(awakeSince(at(59))).toBe(at(0))
  expect(awakeSince(at(90))).toBe(at(90))
  expect(awakeSince(at(91))).toBe(at(90))
})

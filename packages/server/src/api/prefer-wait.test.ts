import { expect, it } from 'vitest'
import { preferredWait } from './prefer-wait.ts'

it.each([
  [undefined, 0],
  ['wait=20', 20],
  ['respond-async, wait=5', 5],
  ['Wait = "7"; x', 7],
  [['return=minimal', 'wait=3'], 3],
  ['wait=100000', 30],
  ['wait=-1', 0],
  ['wait=1.5', 0],
  ['await=9', 0],
])('reads %j as %d seconds', (header, seconds) => {
  expect(preferredWait(header)).toBe(seconds)
})

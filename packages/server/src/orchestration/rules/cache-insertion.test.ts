import { expect, it } from 'vitest'
import { cacheInsertion } from './cache-insertion.ts'
import { decide, taskRun, told } from './testing.ts'

it.each([
  [undefined, 'ACCEPT COMPLETED Completed'],
  ['k'.repeat(2000), 'ACCEPT COMPLETED Completed'],
  ['k'.repeat(2001), 'REJECT COMPLETED Completed: Cache key exceeded maximum allowed length of 2000 characters.'],
])('completing with a key: %#', (cache_key, outcome) => {
  const to = { type: 'COMPLETED', state_details: { cache_key } } as const
  expect(told(decide(cacheInsertion, { run: taskRun(), from: { type: 'RUNNING' }, to }))).toBe(outcome)
})

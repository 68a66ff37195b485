import { expect, test } from 'vitest'
import { isFiltered, runsSearch } from './search.ts'

test('an address is read, and what makes no sense is left out', () => {
  expect(runsSearch({ tab: 'task', state: 'FAILED', name: 'x', flow: 7, tag: 't', since: '-24h' })).toEqual({
    tab: 'task',
    state: 'FAILED',
    name: 'x',
    flow: '7',
    tag: 't',
    since: '-24h',
  })
  expect(runsSearch({ tab: 'flow', state: 'BROKEN', name: '', since: 'soon', page: 3 })).toEqual({})
})

test('a tab is no filter', () => {
  expect(isFiltered({ tab: 'task' })).toBe(false)
  expect(isFiltered({ since: '-1h' })).toBe(true)
})

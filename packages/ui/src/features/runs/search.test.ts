import { expect, test } from 'vitest'
import { isFiltered, runsSearch, spanOf } from './search.ts'

test('an address is read, and what makes no sense is left out', () => {
  expect(runsSearch({ tab: 'task', state: 'FAILED', name: 'x', flow: 7, tag: 't', since: '-24h', sort: 'NAME_ASC' })).toEqual({
    tab: 'task',
    state: 'FAILED',
    name: 'x',
    flow: '7',
    tag: 't',
    since: '-24h',
    sort: 'NAME_ASC',
  })
  expect(runsSearch({ tab: 'flow', state: 'BROKEN', name: '', since: 'soon', until: 'later', page: 3, sort: 'START_TIME_DESC' })).toEqual(
    {},
  )
  expect(runsSearch({ tab: 'task', sort: 'NAME_DESC' })).toEqual({ tab: 'task' })
})

test('neither a tab nor an order is a filter', () => {
  expect(isFiltered({ tab: 'task', sort: 'NAME_ASC' })).toBe(false)
  expect(isFiltered({ since: '-1h' })).toBe(true)
})

test('a span is relative to now, or fixed', () => {
  const now = Date.parse('2026-11-21T12:00:00Z')
  expect(spanOf({ since: '-1h' }, now)).toEqual({ from: Date.parse('2026-11-21T11:00:00Z'), until: undefined })
  const fixed = runsSearch({ since: '2026-11-20T10:00:00+01:00', until: '2026-11-20T11:00:00Z' })
  expect(fixed).toEqual({ since: '2026-11-20T09:00:00.000Z', until: '2026-11-20T11:00:00.000Z' })
  expect(spanOf(fixed, now)).toEqual({ from: Date.parse('2026-11-20T09:00:00Z'), until: Date.parse('2026-11-20T11:00:00Z') })
})

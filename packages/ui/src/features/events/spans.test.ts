import { expect, test } from 'vitest'
import { eventsSearch } from './search.ts'
import { partsOf, timesOf } from './spans.ts'

const NOW = Date.UTC(2026, 10, 21, 12)

test('a span reaches back from now, a chosen time is what it is', () => {
  expect(timesOf({}, NOW)).toEqual({ since: '2026-11-20T12:00:00.000Z' })
  const chosen = { since: '2026-11-20T10:00:00Z', until: '2026-11-20T11:00:00Z' }
  expect(timesOf({ span: '7d', ...chosen }, NOW)).toEqual(chosen)
})

test.each([
  ['2026-11-20T10:00:00Z', '2026-11-20T10:30:00Z', 1],
  ['2026-11-20T10:00:00Z', '2026-11-20T12:00:00Z', 2],
  ['2026-11-01T00:00:00Z', '2026-11-20T00:00:00Z', 720],
  ['2026-01-01T00:00:00Z', '2026-11-20T00:00:00Z', 1440],
])('from %s until %s a bar is %i minutes', (since, until, minutes) => {
  expect(partsOf({ since, until })).toMatchObject({ unit: 'minute', interval: minutes })
})

test('half a time, or one that ends before it begins, counts as not said', () => {
  expect(eventsSearch({ since: '2026-11-20T10:00:00Z' })).toEqual({})
  expect(eventsSearch({ since: '2026-11-20T10:00:00Z', until: '2026-11-20T09:00:00Z' })).toEqual({})
  expect(eventsSearch({ since: 'soon', until: 'later', span: '24h' })).toEqual({})
})

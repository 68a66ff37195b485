import { describe, expect, test } from 'vitest'
import { apNumber, intComma, intWord, naturalDate, naturalDay, naturalDelta, naturalSize, naturalTime, ordinal } from './humanize.ts'
import { renderTemplate } from './render-template.ts'

const DAY = 86_400

// Recorded from the Python package `humanize`.
test.each([
  [0, 'a moment'],
  [1, 'a second'],
  [45, '45 seconds'],
  [60, 'a minute'],
  [90, '2 minutes'],
  [3599, 'an hour'],
  [7199, '2 hours'],
  [DAY - 1, 'a day'],
  [2 * DAY, '2 days'],
  [30 * DAY, 'a month'],
  [200 * DAY, '7 months'],
  [365 * DAY, 'a year'],
  [366 * DAY, '1 year, 1 day'],
  [430 * DAY, '1 year, 2 months'],
  [1200 * 365 * DAY, '1,200 years'],
])('a span of %i seconds is %s', (seconds, words) => {
  expect(naturalDelta(seconds)).toBe(words)
})

test.each([
  [naturalSize, 1, '1 Byte'],
  [naturalSize, 999_999, '1.0 MB'],
  [naturalSize, 1_234_567, '1.2 MB'],
  [intComma, 1_234_567.25, '1,234,567.25'],
  [intComma, -5000, '-5,000'],
  [intWord, 999, '999'],
  [intWord, 999_999, '1.0 million'],
  [intWord, 1.2e12, '1.2 trillion'],
  [ordinal, 1, '1st'],
  [ordinal, 12, '12th'],
  [ordinal, 23, '23rd'],
  [ordinal, 111, '111th'],
  [apNumber, 7, 'seven'],
  [apNumber, 10, '10'],
] as const)('%o of %d is %s', (filter, value, words) => {
  expect(filter(value)).toBe(words)
})

describe('times', () => {
  const away = (days: number): string => new Date(Date.now() + days * DAY * 1000).toISOString()

  test.each([
    [-1.2, 'a day ago'],
    [-400, '1 year, 1 month ago'],
    [5.2, '5 days from now'],
  ])('%d days from now are %s', (days, words) => {
    expect(naturalTime(away(days))).toBe(words)
  })

  test('are named by their days, and by years when these are far', () => {
    expect([naturalDay(away(0)), naturalDay(away(1)), naturalDay(away(-1))]).toEqual(['today', 'tomorrow', 'yesterday'])
    expect(naturalDay('2001-02-03T04:05:06Z')).toBe('Feb 03')
    expect(naturalDate('2001-02-03T04:05:06Z')).toBe('Feb 03 2001')
  })
})

test('are filters of templates', () => {
  expect(renderTemplate('{{ n | humanize_ordinal }} of {{ total | humanize_intcomma }}', { n: 3, total: 12_000 })).toBe('3rd of 12,000')
  expect(renderTemplate('{{ at | humanize_naturaldate }}', { at: '2001-02-03T04:05:06Z' })).toBe('Feb 03 2001')
})

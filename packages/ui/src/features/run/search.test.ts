import { expect, test } from 'vitest'
import { runSearch } from './search.ts'

test('an address is read, and what makes no sense is left out', () => {
  expect(
    runSearch({
      tab: 'events',
      task: 'x',
      view: 'graph',
      order: 'failed',
      attempt: 2,
      level: 'error',
      find: 500,
      hits: true,
      zoom: '0.1-0.2',
    }),
  ).toEqual({
    tab: 'events',
    task: 'x',
    view: 'graph',
    order: 'failed',
    attempt: 2,
    level: 'error',
    find: '500',
    hits: true,
    zoom: '0.1-0.2',
  })
  expect(runSearch({ tab: 'nonsense', view: 7, attempt: 0, level: 'loud', find: '', hits: 'yes' })).toEqual({})
})

test('the tab that tasks had is their table now', () => {
  expect(runSearch({ tab: 'tasks' })).toEqual({ view: 'table' })
})

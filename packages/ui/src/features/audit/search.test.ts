import { expect, test } from 'vitest'
import { auditSearch, isFiltered } from './search.ts'

test('an address says what the log is filtered by; defaults and nonsense are left out', () => {
  expect(auditSearch({ span: '7d', who: 'ada', action: 'users.', id: 'x', refused: true })).toEqual({
    span: '7d',
    who: 'ada',
    action: 'users.',
    id: 'x',
    refused: true,
  })
  expect(auditSearch({ span: 'all', who: '', action: 7, refused: 'yes' })).toEqual({})
  expect([isFiltered({}), isFiltered({ refused: true })]).toEqual([false, true])
})

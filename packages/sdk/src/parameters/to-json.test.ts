import { expect, test } from 'vitest'
import { toJson } from './to-json.ts'

test('shows every value as JSON and never throws', () => {
  const cycle: Record<string, unknown> = { name: 'a' }
  cycle['self'] = cycle
  const shared = { n: 1 }
  expect(toJson({ at: new Date(0), big: 12n, map: new Map([['k', new Set([1])]]), fn: toJson, cycle, twice: [shared, shared] })).toEqual({
    at: '1970-01-01T00:00:00.000Z',
    big: '12',
    map: { k: [1] },
    fn: '<function toJson>',
    cycle: { name: 'a', self: '<cycle>' },
    twice: [{ n: 1 }, { n: 1 }],
  })
  expect(toJson(undefined)).toBeNull()
  const hostile = {
    toJSON(): never {
      throw new Error('no')
    },
  }
  expect(toJson(hostile)).toBe('<no>')
})

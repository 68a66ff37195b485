import { describe, expect, test } from 'vitest'
import { isPlainJson } from './plain-json.ts'
import { jsonSerializer } from './serializers.ts'

const shared = { a: 1 }
const circular: Record<string, unknown> = {}
circular['self'] = circular

describe('what is plain JSON', () => {
  test.each([[null], ['text'], [0], [1.5], [true], [[]], [{}], [{ rows: [{ at: '2026-01-01', n: [1, [2]] }], none: null }]])(
    '%j',
    (value) => {
      expect(isPlainJson(value)).toBe(true)
      expect(jsonSerializer.load(jsonSerializer.dump(value))).toStrictEqual(value)
    },
  )

  test('deep and long values, without a limit of depth', () => {
    let deep: unknown = 1
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep]
    expect(isPlainJson(deep)).toBe(true)
    expect(isPlainJson(Array.from({ length: 300_000 }, (_, index) => index))).toBe(true)
  })
})

test.each([
  ['undefined', undefined],
  ['a member that is undefined', { a: undefined }],
  ['no number', { n: Number.NaN }],
  ['a negative zero', [-0]],
  ['a big integer', 1n],
  ['a date', { at: new Date(0) }],
  ['a map', new Map()],
  ['an error', new Error('no')],
  [
    'an instance of a class',
    new (class Point {
      x = 1
    })(),
  ],
  ['an object without a prototype', Object.create(null)],
  ['a function', { run: () => 1 }],
  ['a list with a hole', Object.assign([1], { length: 2 })],
  ['a symbol as key', { [Symbol('key')]: 1 }],
  ['the same object twice', [shared, shared]],
  ['a cycle', circular],
  ['what Prefect takes for an object of Python', { __class__: 'datetime.date', data: '2026-01-01' }],
])('is no plain JSON: %s', (_, value) => expect(isPlainJson(value)).toBe(false))

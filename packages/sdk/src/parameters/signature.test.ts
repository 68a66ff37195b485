import { describe, expect, test } from 'vitest'
import { type AnyFunction, readSignature, type Signature, signatureOf } from './signature.ts'

const names = (fn: AnyFunction): string[] => signatureOf(fn).parameters.map(({ name }) => name)
/** The default of each parameter; `none` and `unreadable` for those that have none, or no literal one. */
const defaultsOf = (signature: Signature | undefined): Record<string, unknown> =>
  Object.fromEntries(
    signature?.parameters.map(({ name, fallback, optional }) => [name, fallback?.value ?? (optional ? 'unreadable' : 'none')]) ?? [],
  )

const defaults = (fn: AnyFunction): Record<string, unknown> => defaultsOf(signatureOf(fn))

describe('the signature of a function', () => {
  test.each([
    [async (a: number, b: string) => [a, b], ['a', 'b']],
    [async (only: number) => only, ['only']],
    [
      function plain(this: unknown, a: number, $b_2: number) {
        return [a, $b_2]
      },
      ['a', '$b_2'],
    ],
    [
      async function* generator(a: number) {
        yield a
      },
      ['a'],
    ],
    [() => 1, []],
    [(a: number, { b }: { b: number }, [c]: number[]) => [a, b, c], ['a', 'arg1', 'arg2']],
    [(a: number, ...others: number[]) => [a, others], ['a', 'others']],
  ] as [AnyFunction, string[]][])('has the names of %s', (fn, expected) => {
    expect(names(fn)).toEqual(expected)
  })

  test('reads defaults that are literals, and knows those that are not as optional', () => {
    const fn = (a = 1, b = 'x, (y', c = [1, "it's", { k: true }], d = new Date(), e = null, f = -1.5e3, g = `t`, h = /[,)/]/): unknown => [
      a,
      b,
      c,
      d,
      e,
      f,
      g,
      h,
    ]
    expect(defaults(fn)).toEqual({
      a: 1,
      b: 'x, (y',
      c: [1, "it's", { k: true }],
      d: 'unreadable',
      e: 'unreadable',
      f: -1500,
      g: 't',
      h: 'unreadable',
    })
    expect(signatureOf(fn).parameters[4]?.fallback).toEqual({ value: null })
  })

  test('of a single destructured argument has its properties', () => {
    const fn = ({ a, b = 3, c: { d } = { d: 1 }, 'e-f': g = 'x', ...rest }: Record<string, unknown> & { c?: { d: number } }): unknown => [
      a,
      b,
      d,
      g,
      rest,
    ]
    expect(signatureOf(fn)).toMatchObject({ style: 'object', rest: true })
    expect(defaults(fn)).toEqual({ a: 'none', b: 3, c: { d: 1 }, 'e-f': 'x' })
  })

  test.each([
    ['async method(a) { return a }', { a: 'none' }],
    ['async(a,b=2)=>a+b', { a: 'none', b: 2 }],
    ['function(a/* , c */, // d\n b = ")" /* e */) {}', { a: 'none', b: ')' }],
    ['(a = (x, y) => ({ x, y }), b = `${(1, 2)},`) => a', { a: 'unreadable', b: 'unreadable' }],
    ['async x=>x', { x: 'none' }],
    ["async ['computed'](a) {}", { a: 'none' }],
    ['(a = b => b >= 1, c = 4 / 2, d = "/") => a', { a: 'unreadable', c: 'unreadable', d: '/' }],
    ['(\n  ünïcode,\n  last,\n) => 1', { ünïcode: 'none', last: 'none' }],
  ])('is read from %s', (source, expected) => {
    expect(defaultsOf(readSignature(source))).toEqual(expected)
  })

  test('of a bound function has numbers for names', () => {
    const bound = function fn(this: number, a: number, b: number): number {
      return this + a + b
    }.bind(1)
    expect(names(bound)).toEqual(['arg0', 'arg1'])
  })
})

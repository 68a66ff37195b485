import { describe, expect, test } from 'vitest'
import { ParameterError } from '../errors.ts'
import { callWithParameters, namedParameters, positionalArguments } from './call-parameters.ts'
import { signatureOf } from './signature.ts'

const report = (symbols: string[], currency = 'EUR', ...years: number[]): unknown => ({ symbols, currency, years })
const single = ({ city, days = 3 }: { city: string; days?: number }): unknown => ({ city, days })

describe('parameters', () => {
  test('get their names from positions, defaults filled in', () => {
    expect(namedParameters(signatureOf(report), [['A']])).toEqual({ symbols: ['A'], currency: 'EUR', years: [] })
    expect(namedParameters(signatureOf(report), [['A'], 'USD', 1, 2])).toEqual({ symbols: ['A'], currency: 'USD', years: [1, 2] })
    expect(namedParameters(signatureOf(single), [{ city: 'Rome' }])).toEqual({ city: 'Rome', days: 3 })
  })

  test('find their positions again', () => {
    expect(callWithParameters(report, { symbols: ['A'], years: [1, 2] })).toEqual({ symbols: ['A'], currency: 'EUR', years: [1, 2] })
    expect(callWithParameters(report, { symbols: ['A'] })).toEqual({ symbols: ['A'], currency: 'EUR', years: [] })
    expect(callWithParameters(single, { city: 'Rome' })).toEqual({ city: 'Rome', days: 3 })
    expect(
      positionalArguments(
        signatureOf((a: number, b: number) => a + b),
        { b: 2 },
      ),
    ).toEqual([undefined, 2])
  })

  test('that the function does not have are refused, all of them, with those it has', () => {
    const refusal = (() => {
      try {
        return positionalArguments(signatureOf(single), { town: 1, day: 2 }, "flow 'single'")
      } catch (error) {
        return error
      }
    })()
    expect(refusal).toBeInstanceOf(ParameterError)
    expect((refusal as ParameterError).message).toBe(
      "parameters of flow 'single' do not fit:\n  town: unknown parameter; it takes city, days\n  day: unknown parameter; it takes city, days",
    )
  })

  test('named __proto__ are data', () => {
    const values = JSON.parse('{"__proto__": {"polluted": true}, "city": "Rome"}') as Record<string, unknown>
    expect(() => positionalArguments(signatureOf(single), values)).toThrow('__proto__')
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})

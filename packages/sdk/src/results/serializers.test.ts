import { describe, expect, test } from 'vitest'
import { compressed, encrypted, serializerOf } from './serializers.ts'

const RICH = { at: new Date(5), map: new Map([[1, 'x']]), big: 5n, none: undefined, bytes: new Uint8Array([1, 2]), text: 'ä€' }

describe('serializers', () => {
  test.each(['devalue', 'v8', 'gzip', 'zstd', 'zstd/v8', 'gzip/devalue'])(
    '%s keeps dates, maps, big integers, undefined and bytes',
    (name) => {
      const serializer = serializerOf(name)
      expect(serializer.load(serializer.dump(RICH))).toEqual(RICH)
      expect(serializerOf(serializer.type).load(serializer.dump(RICH))).toEqual(RICH)
    },
  )

  test('compression makes tables small', () => {
    const rows = Array.from({ length: 1000 }, (_, index) => ({ index, name: 'the same name' }))
    expect(compressed('zstd').dump(rows).length).toBeLessThan(serializerOf('devalue').dump(rows).length / 4)
  })

  test('encrypted results tell nothing, differ each time, and open with their key alone', () => {
    const serializer = encrypted({ key: 'a key of some length', serializer: 'json' })
    const text = serializer.dump({ password: 'hunter2' })
    expect(Buffer.from(text, 'base64').toString('latin1')).not.toContain('hunter2')
    expect(serializer.dump({ password: 'hunter2' })).not.toBe(text)
    expect(serializer.load(text)).toEqual({ password: 'hunter2' })
    const wrong = 'an encrypted result cannot be opened: it was written with another key, or is damaged'
    expect(() => encrypted({ key: 'another key of some length', serializer: 'json' }).load(text)).toThrow(wrong)
    expect(() => serializer.load(`${text.slice(0, -8)}AAAAAAA=`)).toThrow(wrong)
  })

  test('keys that are missing or unfit are refused with what to do', () => {
    expect(() => encrypted({ key: 'short' })).toThrow('expected a key of 16 characters or more')
    expect(() => encrypted({ key: new Uint8Array(5) })).toThrow('expected a key of 32 bytes')
    delete process.env['MILLRACE_RESULTS_ENCRYPTION_KEY']
    expect(() => encrypted().dump(1)).toThrow('set MILLRACE_RESULTS_ENCRYPTION_KEY')
    process.env['MILLRACE_RESULTS_ENCRYPTION_KEY'] = 'a key of some length'
    expect(serializerOf('encrypted/json').load(serializerOf('encrypted/json').dump([1]))).toEqual([1])
    delete process.env['MILLRACE_RESULTS_ENCRYPTION_KEY']
  })

  test.each(['pickle', 'json/gzip', 'gzip/', ''])('%j is no serializer', (name) => {
    expect(() => serializerOf(name)).toThrow(`unknown result serializer '${name}'`)
  })
})

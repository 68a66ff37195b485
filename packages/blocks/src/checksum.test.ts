import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checksumOf } from './checksum.ts'
import { isPythonObject, type PythonObject, readPythonJson } from './python-json.ts'

/** Blocks of our own, with the checksums that Prefect computed for them: floats, large numbers, other scripts, nested blocks, enums. */
const recorded = (version: string): [string, PythonObject, unknown][] => {
  const text = readFileSync(join(import.meta.dirname, 'recorded', `prefect-${version}.json`), 'utf8')
  return Object.entries(objectOf(readPythonJson(text))).map(([name, entry]) => {
    const { fields, checksum } = objectOf(entry)
    return [name, objectOf(fields), checksum]
  })
}

const objectOf = (value: Parameters<typeof isPythonObject>[0]): PythonObject => {
  if (!isPythonObject(value)) throw new Error('expected an object')
  return value
}

describe.each(['2.20.26', '3.8.8'])('the checksum of a block of Prefect %s', (version) => {
  it.each(recorded(version))('is the one that Prefect computes: %s', (_name, fields, checksum) => {
    expect(checksumOf(fields)).toBe(checksum)
  })
})

describe('a checksum', () => {
  const fields = { title: 'A', properties: { b: { $ref: '#/definitions/B' }, c: { $ref: '#/definitions/C' } } }
  const [b, c] = [{ block_type_slug: 'b', properties: {} }, { enum: [1] }]

  it('does not depend on the order of keys, nor on what is secret', () => {
    expect(checksumOf({ a: 1, b: { c: 2, secret_fields: ['x'] } })).toBe(checksumOf({ b: { c: 2 }, a: 1, secret_fields: [] }))
  })

  it('does not depend on the definitions of nested blocks, but on all others that are referred to', () => {
    const whole = checksumOf({ ...fields, definitions: { B: b, C: c } })
    expect(checksumOf({ ...fields, definitions: { C: c } })).toBe(whole)
    expect(checksumOf({ ...fields, definitions: { B: b, C: c, D: {} } })).toBe(whole)
    expect(checksumOf({ ...fields, definitions: { B: b, C: { enum: [2] } } })).not.toBe(whole)
    expect(checksumOf({ ...fields, definitions: { B: b } })).toBe(checksumOf(fields))
  })

  it('ends for definitions that refer to themselves', () => {
    expect(checksumOf({ $ref: '#/definitions/T', definitions: { T: { items: { $ref: '#/definitions/T' } } } })).toMatch(
      /^sha256:[0-9a-f]{64}$/,
    )
  })
})

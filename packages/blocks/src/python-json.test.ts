import { expect, it } from 'vitest'
import { plainJson, readPythonJson, writePythonJson } from './python-json.ts'

it.each([
  ['5.0', '5.0'],
  ['5', '5'],
  ['-0.0', '-0.0'],
  ['-0', '0'],
  ['1e5', '100000.0'],
  ['1E-7', '1e-07'],
  ['0.0001', '0.0001'],
  ['0.00001', '1e-05'],
  ['123456789012345680.0', '1.2345678901234568e+17'],
  ['1e16', '1e+16'],
  ['999999999999999.9', '999999999999999.9'],
  ['1e22', '1e+22'],
  ['1.5e300', '1.5e+300'],
  ['12345678901234567890', '12345678901234567890'],
  ['-12345678901234567890', '-12345678901234567890'],
])('writes the number %s as Python does', (given, written) => {
  expect(writePythonJson(readPythonJson(given))).toBe(written)
})

it('writes text and keys as Python does', () => {
  const value = readPythonJson(JSON.stringify({ z: ['é', '😀', '\u007f', '\u2028', '"\\\n\t'], '\uffee': null, '😀': true, a: {} }))
  expect(writePythonJson(value)).toBe(
    String.raw`{"a": {}, "z": ["\u00e9", "\ud83d\ude00", "\u007f", "\u2028", "\"\\\n\t"], "\uffee": null, "\ud83d\ude00": true}`,
  )
})

it('gives back plain JSON', () => {
  expect(plainJson(readPythonJson('{"a": [5.0, 1.5, 7], "b": {"c": 12345678901234567890}}'))).toEqual({
    a: [5, 1.5, 7],
    b: { c: 12345678901234567000 },
  })
})

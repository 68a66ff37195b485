import { expect, test } from 'vitest'
import { specialOf, writtenSpecial } from './special.ts'

test.each([
  [
    { __prefect_kind: 'workspace_variable', variable_name: 'place' },
    { kind: 'workspace_variable', text: 'place' },
  ],
  [
    { __prefect_kind: 'jinja', template: '{{ x }}' },
    { kind: 'jinja', text: '{{ x }}' },
  ],
  [
    { __prefect_kind: 'json', value: '[1]' },
    { kind: 'json', text: '[1]' },
  ],
] as const)('%j is a stand-in, and is written as it was read', (written, special) => {
  expect(specialOf(written)).toEqual(special)
  expect(writtenSpecial(special)).toEqual(written)
})

test.each([['text'], [null], [{ a: 1 }], [{ __prefect_kind: 'none' }], [[]]])('%j is a value of its own', (value) => {
  expect(specialOf(value)).toBeUndefined()
})

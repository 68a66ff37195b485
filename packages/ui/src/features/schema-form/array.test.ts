import { expect, test } from 'vitest'
import { movedChoices } from './choices.ts'
import { pastedItems } from './pasted-items.ts'

test.each([
  ['a\nb\r\nc\n', { type: 'string' }, ['a', 'b', 'c']],
  ['a\tb', { type: 'string' }, ['a', 'b']],
  ['one, two', { type: 'string' }, undefined],
  ['1, 2;3', { type: 'integer' }, [1, 2, 3]],
  ['1\n2.5', { type: 'number' }, [1, 2.5]],
  ['1, x', { type: 'integer' }, undefined],
  ['a\nb', { type: 'object', properties: { a: {} } }, undefined],
])('%j pasted into items of %j is %j', (pasted, item, items) => {
  expect(pastedItems(pasted, item)).toEqual(items)
})

test('choices of branches go with the items that they were made for', () => {
  const choices = new Map([
    ['pets/0', 1],
    ['pets/1/home', 2],
    ['pets/2', 0],
    ['petsitter', 1],
  ])
  const withoutFirst = movedChoices(choices, 'pets', (index) => (index === 0 ? undefined : index - 1))
  expect([...withoutFirst]).toEqual([
    ['pets/0/home', 2],
    ['pets/1', 0],
    ['petsitter', 1],
  ])
})

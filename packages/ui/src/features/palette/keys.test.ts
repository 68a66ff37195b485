import { expect, test } from 'vitest'
import { type Press, wishOf } from './keys.ts'

const press = (key: string, held: Partial<Press> = {}): Press => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...held })
const FREE = { afterG: false, single: true }
const IN_FIELD = { afterG: false, single: false }

test('the palette opens from anywhere, single keys only outside fields', () => {
  expect(wishOf(press('k', { ctrlKey: true }), IN_FIELD)).toEqual({ kind: 'palette' })
  expect(wishOf(press('K', { metaKey: true }), FREE)).toEqual({ kind: 'palette' })
  expect(wishOf(press('?'), FREE)).toEqual({ kind: 'shortcuts' })
  expect(wishOf(press('?'), IN_FIELD)).toBeUndefined()
  expect(wishOf(press('g', { ctrlKey: true }), FREE)).toBeUndefined()
  expect(wishOf(press('t'), FREE)).toEqual({ kind: 'page-key', key: 't' })
  expect(wishOf(press('t'), IN_FIELD)).toBeUndefined()
  expect(wishOf(press('F5'), FREE)).toBeUndefined()
})

test('g and a letter lead to a page, a digit to a tab', () => {
  expect(wishOf(press('g'), FREE)).toEqual({ kind: 'await-page' })
  expect(wishOf(press('e'), { ...FREE, afterG: true })).toEqual({ kind: 'go', to: '/events' })
  expect(wishOf(press('q'), { ...FREE, afterG: true })).toBeUndefined()
  expect(wishOf(press('3'), FREE)).toEqual({ kind: 'tab', index: 2 })
})

test('rows are selected, and one goes from one to the next', () => {
  expect(wishOf(press('x'), FREE)).toEqual({ kind: 'select', range: false })
  expect(wishOf(press('X'), FREE)).toEqual({ kind: 'select', range: true })
  expect(wishOf(press(']'), FREE)).toEqual({ kind: 'neighbour', step: 1 })
  expect(wishOf(press('.'), FREE)).toEqual({ kind: 'actions' })
})

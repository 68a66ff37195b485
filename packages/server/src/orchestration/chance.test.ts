import { expect, it } from 'vitest'
import { newId } from './chance.ts'

it('makes ids of version 7 that rise and are never the same', () => {
  const ids = Array.from({ length: 5000 }, newId)
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(Math.abs(Number.parseInt((ids.at(-1) ?? '').replace('-', '').slice(0, 12), 16) - Date.now())).toBeLessThan(10_000)
})

import { expect, test } from 'vitest'
import { pathOf, topOf } from './stack.ts'

const part = (value: number) => ({ key: String(value), label: '', value, colour: '--failed' })
const bar = (...values: number[]) => ({ key: values.join(), label: '', parts: values.map(part) })

test.each([
  [[], 1],
  [[bar(0)], 1],
  [[bar(1, 2)], 5],
  [[bar(7), bar(3)], 10],
  [[bar(101)], 200],
  [[bar(500)], 500],
])('above %j stands %i', (bars, top) => {
  expect(topOf(bars)).toBe(top)
})

test('parts stand on one another, and the smallest can be seen', () => {
  const [first, second] = pathOf([part(1), part(0), part(999)], 1000, 104)
  expect(first).toMatchObject({ y: 102.5, height: 1.5 })
  expect(second?.height).toBeCloseTo(99.9)
  expect((second?.y ?? 0) + (second?.height ?? 0)).toBeCloseTo(102.5)
})

import { expect, it } from 'vitest'
import { freePriority, reranked } from './queue-priorities.ts'

const queues = (...priorities: number[]): { id: string; priority: number }[] =>
  priorities.map((priority, index) => ({ id: 'abcdef'.charAt(index), priority }))

it('takes the first priority that is free', () => {
  expect(freePriority(queues())).toBe(1)
  expect(freePriority(queues(1, 2, 4))).toBe(3)
  expect(freePriority(queues(3, 2, 1))).toBe(4)
})

it('moves nobody while every priority is its own', () => {
  expect(reranked(queues(1, 5, 9), 'b')).toEqual(new Map())
})

it('lets those step back that are in the way of the moved queue', () => {
  expect(reranked(queues(1, 2, 3, 1), 'd')).toEqual(
    new Map([
      ['a', 2],
      ['b', 3],
      ['c', 4],
    ]),
  )
  expect(reranked(queues(1, 2, 7, 2), 'd')).toEqual(new Map([['b', 3]]))
})

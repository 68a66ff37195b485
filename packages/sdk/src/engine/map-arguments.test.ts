import { expect, test } from 'vitest'
import { Unmapped } from '../futures/annotations.ts'
import { mapArguments } from './map-arguments.ts'

test('takes the n-th items of what can be iterated, and everything else as it is', () => {
  const options = { limit: 1 }
  expect(mapArguments('t', [[1, 2], new Set(['a', 'b']), 'text', new Unmapped([9]), options])).toEqual([
    [1, 'a', 'text', [9], options],
    [2, 'b', 'text', [9], options],
  ])
  expect(mapArguments('t', [[]])).toEqual([])
})

test('refuses inputs of different lengths, and nothing to map over', () => {
  expect(() => mapArguments('add', [[1], [1, 2]])).toThrow('add.map() expected inputs of one length, got 1 and 2; put unmapped(…) around')
  expect(() => mapArguments('add', [1, 'text'])).toThrow('add.map() got nothing to map over')
})

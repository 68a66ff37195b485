import { expect, test } from 'vitest'
import { ownFrameOf, partsOf, prettyJson } from './frames.ts'

const JAVASCRIPT = [
  'Error: loss is NaN',
  '    at check (/app/node_modules/lib/check.js:3:4)',
  '    at node:internal/process/task_queues:105:5',
  '    at train (/home/me/flows/model.ts:12:7)',
  '    at main (/home/me/flows/run.ts:3:1)',
  '    at node:internal/modules/run_main:123:5',
].join('\n')

const PYTHON = [
  'Traceback (most recent call last):',
  '  File "/usr/lib/python3.11/site-packages/prefect/engine.py", line 867, in orchestrate',
  '    result = await call()',
  '  File "/home/me/flows/model.py", line 12, in train',
  '    raise ValueError("loss is NaN")',
  'ValueError: loss is NaN',
].join('\n')

test('the frames of libraries stand together, apart from those of the user', () => {
  expect(partsOf(JAVASCRIPT).map(({ kind, lines }) => [kind, lines.length])).toEqual([
    ['text', 1],
    ['library', 2],
    ['own', 2],
    ['library', 1],
  ])
  expect(partsOf(PYTHON).map(({ kind, lines }) => [kind, lines.length])).toEqual([
    ['text', 1],
    ['library', 2],
    ['own', 2],
    ['text', 1],
  ])
  expect(partsOf('one\n  two\nthree')).toEqual([{ kind: 'text', lines: ['one', '  two', 'three'] }])
})

test('a trace folds to the frame of the user that is nearest to the error', () => {
  expect(ownFrameOf(JAVASCRIPT)).toBe('at train (/home/me/flows/model.ts:12:7)')
  expect(ownFrameOf(PYTHON)).toBe('File "/home/me/flows/model.py", line 12, in train')
  expect(ownFrameOf('no trace\nat all')).toBeUndefined()
})

test('objects and lists are JSON, other texts are not', () => {
  expect(prettyJson('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}')
  expect(prettyJson('[not json]')).toBeUndefined()
  expect(prettyJson('42')).toBeUndefined()
})

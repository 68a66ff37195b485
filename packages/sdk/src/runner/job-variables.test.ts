import { expect, it } from 'vitest'
import { mergeVariables, nestVariables } from './job-variables.ts'

it('merges objects key by key and replaces everything else', () => {
  expect(mergeVariables({ env: { A: '1', B: '2' }, list: [1], x: 1 }, { env: { B: '3' }, list: [2], x: null })).toEqual({
    env: { A: '1', B: '3' },
    list: [2],
    x: null,
  })
})

it('resolves dotted names', () => {
  expect(nestVariables({ 'env.A': '1', env: { B: '2' }, 'a.b.c': 1, plain: true })).toEqual({
    env: { A: '1', B: '2' },
    a: { b: { c: 1 } },
    plain: true,
  })
})

import { expect, it } from 'vitest'
import { policyOf } from './policy.ts'
import { accept, defineRule, type Rule } from './rule.ts'

const rule = (name: string, from: Rule<object>['from'], to: Rule<object>['to']): Rule<object> =>
  defineRule({ name, from, to, decide: (transition) => accept(transition.to) })

it('gives the rules of a transition in the order of the list', () => {
  const policy = policyOf([
    rule('second', ['RUNNING', null], ['COMPLETED']),
    rule('first', ['RUNNING'], ['COMPLETED', 'FAILED']),
    rule('other', ['PENDING'], ['COMPLETED']),
  ])
  const names = (from: 'RUNNING' | 'PENDING' | null, to: 'COMPLETED' | 'FAILED'): string[] => policy(from, to).map(({ name }) => name)
  expect(names('RUNNING', 'COMPLETED')).toEqual(['second', 'first'])
  expect(names('RUNNING', 'FAILED')).toEqual(['first'])
  expect(names(null, 'COMPLETED')).toEqual(['second'])
  expect(names('PENDING', 'FAILED')).toEqual([])
})

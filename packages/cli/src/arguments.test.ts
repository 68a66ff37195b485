import { expect, test } from 'vitest'
import { rewriteArguments } from './arguments.ts'

test.each([
  [
    ['deployment', 'build', 'a.ts:b', '-ib', 'process/prod'],
    ['deployment', 'build', 'a.ts:b', '--infra-block', 'process/prod'],
  ],
  [
    ['deployment', 'run', 'a/b', '-jv', 'x=1'],
    ['deployment', 'run', 'a/b', '--job-variable', 'x=1'],
  ],
  [
    ['deploy', '-cl=3'],
    ['deploy', '--concurrency-limit=3'],
  ],
  [
    ['deployment', 'ls', '--flow_name=my_flow'],
    ['deployment', 'ls', '--flow-name=my_flow'],
  ],
  [
    ['help', 'deployment', 'run'],
    ['deployment', 'run', '--help'],
  ],
  [
    ['x', '--', '-ib', '--a_b'],
    ['x', '--', '-ib', '--a_b'],
  ],
  [
    ['deployment', 'run', '--param', 'a_b=c_d'],
    ['deployment', 'run', '--param', 'a_b=c_d'],
  ],
])('reads %j as %j', (argv, expected) => {
  expect(rewriteArguments(argv)).toEqual(expected)
})

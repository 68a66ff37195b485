import { expect, test } from 'vitest'
import { concurrent } from './concurrent.ts'
import { sequential } from './sequential.ts'
import { describeTaskRunner } from './task-runner.testsuite.ts'

describeTaskRunner(concurrent, { parallel: Number.POSITIVE_INFINITY })
describeTaskRunner(() => concurrent({ limit: 3 }), { parallel: 3 })
describeTaskRunner(sequential, { parallel: 1 })

test('a limit is a positive number', () => {
  expect(() => concurrent({ limit: 0 })).toThrow('expected `limit` of concurrent() to be a positive number, got 0')
})

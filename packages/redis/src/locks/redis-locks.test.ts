import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describeLockManager } from '@millrace/sdk/test-suites'
import { redisLocks } from '@millrace/sdk'
import { hasRedis, type RunningRedis, startRedis } from '@millrace/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

describe.runIf(hasRedis)('locks in Redis', () => {
  let redis: RunningRedis
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis[Symbol.asyncDispose]())

  describeLockManager('Redis', () => redisLocks(redis.url))

  test('are taken by processes in turn, which end by themselves', async () => {
    const module = import.meta.resolve('@millrace/sdk')
    const code = `const { redisLocks } = await import(${JSON.stringify(module)})
      const locks = redisLocks(${JSON.stringify(redis.url)})
      const holder = String(process.pid)
      await locks.acquire('shared', holder)
      console.log('in')
      await new Promise((resolve) => setTimeout(resolve, 50))
      console.log('out')
      await locks.release('shared', holder)`
    const started = Array.from({ length: 3 }, () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', code]))
    const outputs = await Promise.all(started)
    expect(outputs.map(({ stdout }) => stdout)).toEqual(['in\nout\n', 'in\nout\n', 'in\nout\n'])
    expect(await redisLocks(redis.url).isLocked('shared')).toBe(false)
  })
})

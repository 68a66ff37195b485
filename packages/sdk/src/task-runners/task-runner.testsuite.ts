import { describe, expect, test } from 'vitest'
import type { TaskRunner } from './task-runner.ts'

/** What every task runner must do, run by the tests of each. `parallel` is how many jobs it may run at once. */
export function describeTaskRunner(open: () => TaskRunner, { parallel }: { readonly parallel: number }): void {
  describe(`task runner ${open().name}`, () => {
    test('settles as the jobs do', async () => {
      const runner = open().open()
      await expect(runner.submit(() => Promise.resolve(1))).resolves.toBe(1)
      await expect(runner.submit(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    })

    test('begins jobs in the order they were submitted', async () => {
      const runner = open().open()
      const begun: number[] = []
      const job = (index: number) => async (): Promise<void> => {
        begun.push(index)
        await new Promise((resolve) => setImmediate(resolve))
      }
      await Promise.all(Array.from({ length: 10 }, (_, index) => runner.submit(job(index))))
      expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    })

    test('runs no more jobs at once than it may, and as many as it can', async () => {
      const runner = open().open()
      let running = 0
      let most = 0
      const job = async (): Promise<void> => {
        running += 1
        most = Math.max(most, running)
        await new Promise((resolve) => setImmediate(resolve))
        running -= 1
      }
      await Promise.all(Array.from({ length: 20 }, () => runner.submit(job)))
      expect(most).toBe(Math.min(20, parallel))
    })

    test('goes on after a job that failed', async () => {
      const runner = open().open()
      const results = await Promise.allSettled([
        runner.submit(() => Promise.reject(new Error('first'))),
        runner.submit(() => Promise.resolve('second')),
      ])
      expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
    })

    test('lets a job wait for an earlier one', async () => {
      const runner = open().open()
      const first = runner.submit(() => Promise.resolve(1))
      const second = runner.submit(async () => (await first) + 1)
      expect(await second).toBe(2)
    })
  })
}

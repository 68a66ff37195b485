import { expect, it } from 'vitest'
import { BatchQueue } from './batch-queue.ts'

it('writes together what was submitted while a write was under way, in order', async () => {
  const batches: number[][] = []
  const queue = new BatchQueue<number>(
    async (items) => {
      batches.push([...items])
    },
    { batch: 3, waiting: 100 },
  )
  await Promise.all([queue.submit([1]), queue.submit([2]), queue.submit([3, 4]), queue.submit([5])])
  expect(batches).toEqual([
    [1, 2],
    [3, 4, 5],
  ])
})

it('lets a bad item take only its own submission with it', async () => {
  const written: number[] = []
  const queue = new BatchQueue<number>(
    async (items) => {
      if (items.includes(13)) throw new Error('no thirteen')
      written.push(...items)
    },
    { batch: 10, waiting: 100 },
  )
  const results = await Promise.allSettled([queue.submit([1]), queue.submit([13]), queue.submit([2])])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(written).toEqual([1, 2])
})

it('asks submitters to wait while it is full, and not longer', async () => {
  let release = (): void => undefined
  const queue = new BatchQueue<number>(() => new Promise((resolve) => (release = resolve)), { batch: 1, waiting: 1 })
  const first = queue.submit([1])
  expect(queue.isFull).toBe(true)
  const room = queue.room()
  await new Promise((resolve) => setImmediate(resolve))
  release()
  await first
  await room
  expect(queue.isFull).toBe(false)
})

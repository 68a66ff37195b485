import { mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ApiError, ServerUnreachable } from '@millrace/client/errors'
import { expect, test } from 'vitest'
import { createBatcher } from './batcher.ts'
import { createSpill } from './spill.ts'

/** What waits on disk, as in a session. */
const LINES = { name: 'test', toText: (item: string) => JSON.stringify(item), fromText: (line: string) => JSON.parse(line) as string }

const OPTIONS = {
  sizeOf: (text: string) => text.length,
  batchItems: 3,
  batchBytes: 10,
  intervalMs: 60_000,
  mostItems: 5,
  itemsEach: 2,
  onLoss: () => undefined,
}

test('sends in order, one batch after the other, cut by items and bytes', async () => {
  const sent: string[][] = []
  let under = 0
  const batcher = createBatcher<string>({
    ...OPTIONS,
    async send(items) {
      under += 1
      expect(under).toBe(1)
      await Promise.resolve()
      sent.push([...items])
      under -= 1
    },
  })
  for (const text of ['a', 'b', 'c', 'd', 'long long text', 'e']) batcher.add(text)
  await batcher.flush()
  expect(sent).toEqual([['a', 'b', 'c'], ['d'], ['long long text'], ['e']])
})

test('makes callers wait when it is full', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const batcher = createBatcher<string>({ ...OPTIONS, send: () => promise })
  for (const text of 'abcdefgh') batcher.add(text)
  const room = batcher.whenRoom()
  expect(room).toBeInstanceOf(Promise)
  resolve()
  await room
  expect(batcher.whenRoom()).toBeUndefined()
})

test('lets those who wait for room go on in their order, no more at once than there is room for', async () => {
  const sent: number[] = []
  let queued = 0
  let most = 0
  const batcher = createBatcher<number>({
    ...OPTIONS,
    send(items) {
      sent.push(...items)
      queued -= items.length
      return Promise.resolve()
    },
    sizeOf: () => 1,
  })
  const add = (item: number): void => {
    queued += 1
    most = Math.max(most, queued)
    batcher.add(item)
  }
  const first = OPTIONS.batchItems + OPTIONS.mostItems
  for (let item = 0; item < first; item += 1) add(item)
  expect(batcher.isFull).toBe(true)
  const order: number[] = []
  await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      await batcher.whenRoom()
      order.push(index)
      // Some have nothing to say, which must not keep others waiting.
      if (index % 3 === 0) for (let item = 0; item < OPTIONS.itemsEach; item += 1) add(index)
    }),
  )
  expect(order).toEqual(order.toSorted((one, other) => one - other))
  await batcher.flush()
  expect(sent).toHaveLength(first + 34 * OPTIONS.itemsEach)
  expect(most).toBeLessThanOrEqual(first + OPTIONS.itemsEach)
})

test('tries a failed batch again and tells what it gives up', async () => {
  const losses: [number, string][] = []
  let calls = 0
  const batcher = createBatcher<string>({
    ...OPTIONS,
    send(items) {
      calls += 1
      return items.includes('bad') || calls === 1 ? Promise.reject(new Error('refused')) : Promise.resolve()
    },
    onLoss: (count, reason) => losses.push([count, reason]),
  })
  batcher.add('good')
  await batcher.flush()
  expect([calls, losses]).toEqual([2, []])
  batcher.add('bad')
  await batcher.flush()
  expect([calls, losses]).toEqual([5, [[1, 'Error: refused']]])
})

test('refuses what is beyond its limit and counts it', async () => {
  const losses: number[] = []
  const batcher = createBatcher<string>({
    ...OPTIONS,
    batchItems: 100,
    limit: { items: 4, bytes: 1000 },
    send: () => Promise.resolve(),
    onLoss: (count) => losses.push(count),
  })
  for (const text of 'abcdefgh') batcher.add(text)
  await batcher.flush()
  expect(losses).toEqual([4])
})

test('loses only the item that the server does not take', async () => {
  const sent: string[] = []
  const losses: number[] = []
  const batcher = createBatcher<string>({
    ...OPTIONS,
    batchItems: 8,
    batchBytes: 100,
    send(items) {
      if (items.includes('bad')) return Promise.reject(new ApiError('POST /events', 422, 'no'))
      sent.push(...items)
      return Promise.resolve()
    },
    onLoss: (count) => losses.push(count),
  })
  for (const text of ['a', 'b', 'bad', 'c', 'd']) batcher.add(text)
  await batcher.flush()
  expect([sent, losses]).toEqual([['a', 'b', 'c', 'd'], [1]])
})

test('puts aside what a server that is away does not take, and sends it first, in order, when it is back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-unsent-'))
  const sent: string[] = []
  const told: string[] = []
  let away = true
  const options = {
    ...OPTIONS,
    limit: { items: 4, bytes: 1000 },
    spill: createSpill<string>({ folder, ...LINES, mostBytes: 1000, itemsEach: 2 }),
    send(items: readonly string[]) {
      if (away) return Promise.reject(new ServerUnreachable('http://127.0.0.1:9/api', new Error('refused')))
      sent.push(...items)
      return Promise.resolve()
    },
    onSpill: (kept: number, back: number) => told.push(`${kept} ${back}`),
    onLoss: (count: number) => told.push(`lost ${count}`),
  }
  const batcher = createBatcher<string>(options)
  for (const text of 'abc') batcher.add(text)
  await batcher.flush()
  // More than its limit, which nothing is lost of meanwhile.
  for (const text of 'defghi') batcher.add(text)
  expect([sent, told]).toEqual([[], ['3 0', '4 0']])
  away = false
  batcher.add('j')
  await batcher.flush()
  expect(sent.join('')).toBe('abcdefghij')
  expect(await readdir(folder)).toEqual([])

  // What a process has left behind is sent by the next one; what has no room is told.
  const gone = createSpill<string>({ folder, ...LINES, mostBytes: 5, itemsEach: 1 })
  expect(gone.keep(['k', 'l', 'm'])).toBe(1)
  const [file = ''] = await readdir(folder)
  await rename(join(folder, file), join(folder, file.replace(`.${process.pid}.`, '.999999999.')))
  sent.length = 0
  const next = createBatcher<string>({ ...options, spill: createSpill<string>({ folder, ...LINES, mostBytes: 1000, itemsEach: 2 }) })
  next.add('n')
  await next.flush()
  expect(sent).toEqual(['k', 'n'])
  await rm(folder, { recursive: true })
})

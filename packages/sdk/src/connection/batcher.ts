import { ApiError } from '@millrace/client'
import { describeError } from '../errors.ts'
import { wait } from '../wait.ts'

interface BatcherOptions<Item> {
  /** Sends one batch; batches go one after the other, in order. */
  readonly send: (items: readonly Item[]) => Promise<void>
  readonly sizeOf: (item: Item) => number
  /** A batch goes out when it has this many items or bytes, or after `intervalMs`. */
  readonly batchItems: number
  readonly batchBytes: number
  readonly intervalMs: number
  /** Above this, `whenRoom` makes callers wait. */
  readonly mostItems: number
  /** Items and bytes beyond which new ones are refused, and counted as lost; for those whose makers do not wait. */
  readonly limit?: { readonly items: number; readonly bytes: number }
  /** Told when a batch is given up: how many items were lost, and why. */
  readonly onLoss: (count: number, reason: string) => void
}

/** Collects items and sends them in batches, in the background and in order. */
export interface Batcher<Item> {
  /** Never waits, never throws. */
  add(item: Item): void
  /** Undefined while there is room; else resolves when there is. */
  whenRoom(): Promise<void> | undefined
  /** Resolves when everything added so far was sent or given up. */
  flush(): Promise<void>
}

/** How often a batch is tried, beside the repeats of the transport. */
const ATTEMPTS = 3

/** Makes a batcher; its timer never keeps the process alive. */
export function createBatcher<Item>(options: BatcherOptions<Item>): Batcher<Item> {
  const { limit } = options
  let queue: Item[] = []
  let refused = 0
  let bytes = 0
  let timer: NodeJS.Timeout | undefined
  let sending: Promise<void> | undefined

  function add(item: Item): void {
    if (limit !== undefined && (queue.length >= limit.items || bytes >= limit.bytes)) {
      refused += 1
      return
    }
    queue.push(item)
    bytes += options.sizeOf(item)
    if (queue.length >= options.batchItems || bytes >= options.batchBytes) start()
    else timer ??= setTimeout(start, options.intervalMs).unref()
  }

  function start(): void {
    clearTimeout(timer)
    timer = undefined
    sending ??= drain().finally(() => {
      sending = undefined
      if (queue.length > 0) start()
    })
  }

  async function drain(): Promise<void> {
    while (queue.length > 0) await deliver(take(), options)
    if (refused > 0) options.onLoss(refused, 'they came faster than the server took them')
    refused = 0
  }

  function take(): Item[] {
    let size = 0
    const cut = queue.findIndex((item, index) => {
      size += options.sizeOf(item)
      return index >= options.batchItems || (index > 0 && size > options.batchBytes)
    })
    const batch = cut === -1 ? queue : queue.slice(0, cut)
    queue = cut === -1 ? [] : queue.slice(cut)
    bytes = queue.reduce((sum, item) => sum + options.sizeOf(item), 0)
    return batch
  }

  async function flush(): Promise<void> {
    while (queue.length > 0 || sending !== undefined) {
      start()
      await sending
    }
  }

  return {
    add,
    flush,
    whenRoom: () => (queue.length < options.mostItems ? undefined : flush()),
  }
}

async function deliver<Item>(items: readonly Item[], options: BatcherOptions<Item>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await options.send(items)
    } catch (error) {
      if (isRefusal(error) && items.length > 1) return await deliverApart(items, options)
      if (isRefusal(error) || attempt >= ATTEMPTS) return options.onLoss(items.length, describeError(error))
      await wait(100 * 2 ** attempt)
    }
  }
}

/** One item that the server does not take must not cost those around it. */
async function deliverApart<Item>(items: readonly Item[], options: BatcherOptions<Item>): Promise<void> {
  const middle = Math.ceil(items.length / 2)
  await deliver(items.slice(0, middle), options)
  await deliver(items.slice(middle), options)
}

/** An answer that would be the same the next time. */
const isRefusal = (error: unknown): boolean => error instanceof ApiError && error.status >= 400 && error.status < 500

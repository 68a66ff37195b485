import { ApiError, ServerUnreachable } from '@millrace/client/errors'
import { describeError } from '../errors.ts'
import { wait } from '../wait.ts'
import type { Spill } from './spill.ts'

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
  /** How many items a caller that has waited for room may add, about. */
  readonly itemsEach: number
  /** Items and bytes beyond which new ones are refused, and counted as lost; for those whose makers do not wait. */
  readonly limit?: { readonly items: number; readonly bytes: number }
  /** Told when a batch is given up: how many items were lost, and why. */
  readonly onLoss: (count: number, reason: string) => void
  /** Where items go while the server is away, to be sent when it is back; without it they are lost. */
  readonly spill?: Spill<Item> | undefined
  /** Told how many items went there, and how many of them were sent since. */
  readonly onSpill?: (kept: number, sent: number) => void
}

/** Collects items and sends them in batches, in the background and in order. */
export interface Batcher<Item> {
  /** Never waits, never throws. */
  add(item: Item): void
  /** Whether there is no room for more, for those who cannot wait for it. */
  readonly isFull: boolean
  /** Undefined while there is room; else resolves when there is. Those who wait are let go on in their order, as far as there is room. */
  whenRoom(): Promise<void> | undefined
  /** Resolves when everything added so far was sent, put aside for a server that is away, or given up. */
  flush(): Promise<void>
}

/** How often a batch is tried, beside the repeats of the transport. */
const ATTEMPTS = 3
/** Milliseconds between two looks whether a server that was away is back. */
const LOOK_AGAIN = 5000

/** Makes a batcher; its timer never keeps the process alive. */
export function createBatcher<Item>(options: BatcherOptions<Item>): Batcher<Item> {
  const { limit, spill } = options
  let queue: Item[] = []
  let waiting: (() => void)[] = []
  let refused = 0
  let bytes = 0
  /** How many of the queue go out now, in however small batches: they have waited long enough, or somebody waits for them. */
  let due = 0
  let timer: NodeJS.Timeout | undefined
  let sending: Promise<void> | undefined
  let away = false

  function add(item: Item): void {
    if (limit !== undefined && (queue.length >= limit.items || bytes >= limit.bytes)) {
      if (!away || spill === undefined) {
        refused += 1
        return
      }
      putAside(queue.splice(0))
      bytes = 0
      due = 0
    }
    queue.push(item)
    bytes += options.sizeOf(item)
    if (away) schedule(LOOK_AGAIN)
    else if (isTime()) begin()
    else schedule(options.intervalMs)
  }

  /** What came while a batch was under way waits for others: a call for each few items costs more than the items. */
  const isTime = (): boolean => due > 0 || queue.length >= options.batchItems || bytes >= options.batchBytes

  const schedule = (milliseconds: number): void => void (timer ??= setTimeout(start, milliseconds).unref())

  function putAside(items: readonly Item[]): void {
    const lost = spill === undefined ? items.length : spill.keep(items)
    if (lost > 0) options.onLoss(lost, 'the server is away, and there was no room for more of them on disk')
    if (lost < items.length) options.onSpill?.(items.length - lost, 0)
  }

  function start(): void {
    clearTimeout(timer)
    timer = undefined
    due = queue.length
    begin()
  }

  function begin(): void {
    sending ??= drain().finally(() => {
      sending = undefined
      if (away) schedule(LOOK_AGAIN)
      else if (isTime()) begin()
      else if (queue.length > 0) schedule(options.intervalMs)
    })
  }

  async function drain(): Promise<void> {
    for (;;) {
      const kept = spill?.oldest()
      if (kept === undefined && !isTime()) break
      const batch = kept?.items ?? take()
      away = (await deliver(batch, options, away ? 1 : ATTEMPTS)) === 'away'
      if (away) {
        // Those that were kept stay where they are; what came since goes behind them.
        putAside(kept === undefined ? [...batch, ...queue] : queue)
        queue = []
        bytes = 0
        due = 0
        admit()
        break
      }
      if (kept !== undefined) options.onSpill?.(0, batch.length)
      kept?.forget()
      admit()
    }
    if (refused > 0) options.onLoss(refused, 'they came faster than the server took them')
    refused = 0
  }

  function take(): Item[] {
    let count = 0
    let size = 0
    for (const item of queue) {
      const more = options.sizeOf(item)
      if (count >= options.batchItems || (count > 0 && size + more > options.batchBytes)) break
      count += 1
      size += more
    }
    bytes -= size
    due = Math.max(0, due - count)
    return queue.splice(0, count)
  }

  /** Lets those go on for whose items there is room; the others when these have added theirs. */
  function admit(): void {
    const room = Math.ceil((options.mostItems - queue.length) / options.itemsEach)
    if (waiting.length === 0 || room <= 0) return
    for (const goOn of waiting.splice(0, room)) goOn()
    if (waiting.length > 0) setImmediate(admit)
  }

  function whenRoom(): Promise<void> | undefined {
    if (waiting.length === 0 && queue.length < options.mostItems) return undefined
    const { promise, resolve } = Promise.withResolvers<void>()
    waiting.push(resolve)
    if (queue.length < options.mostItems) admit()
    else start()
    return promise
  }

  async function flush(): Promise<void> {
    for (;;) {
      if (queue.length === 0 && sending === undefined) return
      start()
      await sending
    }
  }

  return {
    add,
    flush,
    whenRoom,
    get isFull() {
      return queue.length >= options.mostItems
    },
  }
}

/** Sends a batch; `away` when the server does not answer and there is a place to put it aside. */
async function deliver<Item>(items: readonly Item[], options: BatcherOptions<Item>, attempts: number): Promise<'done' | 'away'> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await options.send(items)
      return 'done'
    } catch (error) {
      if (isRefusal(error) && items.length > 1) return await deliverApart(items, options, attempts)
      if (options.spill !== undefined && attempt >= attempts && isAbsence(error)) return 'away'
      if (isRefusal(error) || attempt >= ATTEMPTS) {
        options.onLoss(items.length, describeError(error))
        return 'done'
      }
      await wait(100 * 2 ** attempt)
    }
  }
}

/** One item that the server does not take must not cost those around it. */
async function deliverApart<Item>(items: readonly Item[], options: BatcherOptions<Item>, attempts: number): Promise<'done' | 'away'> {
  const middle = Math.ceil(items.length / 2)
  const first = await deliver(items.slice(0, middle), options, attempts)
  // The first half may be sent again with the second: events are known by their ids, a log line may be there twice.
  return first === 'away' ? first : await deliver(items.slice(middle), options, attempts)
}

/** An answer that would be the same the next time. */
const isRefusal = (error: unknown): boolean =>
  error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429

/** No server, or one that is not itself. */
const isAbsence = (error: unknown): boolean =>
  error instanceof ServerUnreachable || (error instanceof ApiError && (error.status >= 500 || error.status === 429))

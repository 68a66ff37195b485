import { breathe } from '../breathe.ts'

/** How much a queue holds at most, and how much one write takes. */
export interface BatchLimits {
  /** Items that one batch has at most. */
  readonly batch: number
  /** Items that wait at most before submitters are asked to wait. */
  readonly waiting: number
}

interface Submission<Item> {
  readonly items: readonly Item[]
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Gathers what many submit while a write is under way and hands it to `write` together. A batch that fails is tried again one
 * submission at a time, so that one bad item takes only its own submission with it.
 */
export class BatchQueue<Item> {
  readonly #write: (items: readonly Item[]) => Promise<void>
  readonly #limits: BatchLimits
  #submissions: Submission<Item>[] = []
  #waiting = 0
  #running: Promise<void> | undefined
  #whenRoom: (() => void)[] = []

  constructor(write: (items: readonly Item[]) => Promise<void>, limits: BatchLimits) {
    this.#write = write
    this.#limits = limits
  }

  /** True when submitters should wait for `room` before they submit more. */
  get isFull(): boolean {
    return this.#waiting >= this.#limits.waiting
  }

  /** Resolves when the items are written; rejects with what kept them from being. */
  submit(items: readonly Item[]): Promise<void> {
    if (items.length === 0) return Promise.resolve()
    return new Promise((resolve, reject) => {
      this.#submissions.push({ items, resolve, reject })
      this.#waiting += items.length
      this.#running ??= this.#run()
    })
  }

  /** Resolves when less waits than the limit. */
  room(): Promise<void> {
    return this.isFull ? new Promise((resolve) => this.#whenRoom.push(resolve)) : Promise.resolve()
  }

  /** Resolves when everything submitted so far has been written or refused. */
  async drain(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    // What arrives in the same turn of the event loop goes into the first batch.
    await breathe()
    while (this.#submissions.length > 0) await this.#writeBatch(this.#take())
    this.#running = undefined
  }

  #take(): Submission<Item>[] {
    let count = 0
    let taken = 0
    for (const { items } of this.#submissions) {
      if (taken > 0 && count + items.length > this.#limits.batch) break
      count += items.length
      taken += 1
    }
    return this.#submissions.splice(0, taken)
  }

  async #writeBatch(batch: readonly Submission<Item>[]): Promise<void> {
    try {
      await this.#write(batch.flatMap(({ items }) => items))
      for (const { resolve } of batch) resolve()
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error)
      else for (const submission of batch) await this.#writeAlone(submission)
    } finally {
      this.#release(batch)
    }
  }

  async #writeAlone({ items, resolve, reject }: Submission<Item>): Promise<void> {
    try {
      await this.#write(items)
      resolve()
    } catch (error) {
      reject(error)
    }
  }

  #release(batch: readonly Submission<Item>[]): void {
    for (const { items } of batch) this.#waiting -= items.length
    if (this.isFull) return
    for (const resume of this.#whenRoom.splice(0)) resume()
  }
}

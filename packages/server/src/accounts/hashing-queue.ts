import { TooManyAttempts } from '../api/errors.ts'

/** Passwords that are hashed at once: each takes 19 MB and some 20 ms of a core. */
const AT_ONCE = 2
/** That may wait for their turn; more are turned away, as guesses come in crowds. */
const MOST_WAITING = 32

/** Lets few pieces of work run at once, and few more wait. */
export class HashingQueue {
  #running = 0
  readonly #waiting: (() => void)[] = []

  /** Throws `TooManyAttempts` when too many wait already. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running >= AT_ONCE) {
      if (this.#waiting.length >= MOST_WAITING) throw new TooManyAttempts('Too many people sign in at once; try again in a second.', 1)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    } else this.#running += 1
    try {
      return await work()
    } finally {
      // Whose turn is next takes the place over.
      const next = this.#waiting.shift()
      if (next === undefined) this.#running -= 1
      else next()
    }
  }
}

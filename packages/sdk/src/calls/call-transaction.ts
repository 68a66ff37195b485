import type { Logger } from '../logging/run-logger.ts'
import type { RunState } from '../states/run-state.ts'
import { activeTransaction } from '../transactions/active.ts'
import { LiveTransaction } from '../transactions/live-transaction.ts'
import { type Packed, unpack } from './values.ts'

/**
 * The transaction of a task where its function runs. It knows what was set in those around it and gives back what is set here; what
 * else is done in it is committed or rolled back at the end of the function.
 */
export class CallTransaction {
  readonly #given: Readonly<Record<string, Packed>>
  #live: LiveTransaction | undefined
  #before: Readonly<Record<string, unknown>> = {}

  constructor(given: Readonly<Record<string, Packed>>) {
    this.#given = given
  }

  /** Calls the function of the task within it. */
  async run(log: Logger, body: () => Promise<RunState>): Promise<RunState> {
    this.#before = Object.fromEntries(Object.entries(this.#given).map(([name, value]) => [name, unpack(value)]))
    const live = new LiveTransaction({ parent: undefined, log, explicit: false })
    this.#live = live
    for (const [name, value] of Object.entries(this.#before)) live.set(name, value)
    await live.begin()
    try {
      const state = await activeTransaction.run(live, body)
      await live.leave(state.isCompleted ? 'returned' : 'thrown')
      return state
    } catch (error) {
      await live.leave('thrown')
      throw error
    }
  }

  /** What was set by the function, by its name. */
  changes(): Record<string, unknown> {
    return Object.fromEntries(Object.entries(this.#live?.visible() ?? {}).filter(([name, value]) => value !== this.#before[name]))
  }
}

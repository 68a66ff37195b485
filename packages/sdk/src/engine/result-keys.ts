import { describeError } from '../errors.ts'
import { fingerprint } from '../identifiers.ts'
import type { Logger } from '../logging/run-logger.ts'
import type { NamedParameters } from '../parameters/call-parameters.ts'
import { argumentText } from '../parameters/argument-text.ts'

/** A call of a task or subflow. */
export interface Call {
  /** As people see it: `Task 'report'`. */
  readonly label: string
  /** Of what is called: the same in every process that has the same code. */
  readonly key: string
  readonly parameters: NamedParameters
  /** The key of the task that it is called in; undefined outside of tasks. */
  readonly within: string | undefined
}

/**
 * By which calls of one flow run are known in every attempt at it, and their results found again: what is called, with
 * which arguments, in which task, and how many such calls came before.
 *
 * The order of different calls does not count, so that calls which race find their own results again.
 */
export class ResultKeys {
  /** Keys of results that a restart of the flow run has discarded: nothing is read or written under them any more. */
  readonly discarded: ReadonlySet<string>
  readonly #flowRunId: string
  readonly #log: Logger
  readonly #counts = new Map<string, number>()
  readonly #told = new Set<string>()

  constructor(flowRunId: string, log: Logger, discarded: ReadonlySet<string> = new Set()) {
    this.discarded = discarded
    this.#flowRunId = flowRunId
    this.#log = log
  }

  /** The key of the next such call, which is one for result storage; undefined when its arguments cannot be told apart. */
  next(call: Call): string | undefined {
    try {
      const known = fingerprint(`${withoutRestarts(call.within ?? '')}:${call.key}:${argumentText(call.parameters)}`, 32)
      const before = this.#counts.get(known) ?? 0
      this.#counts.set(known, before + 1)
      return this.#inForce(`${this.#flowRunId}/${known}-${before}`)
    } catch (error) {
      this.tellOfRepeat(call, `its arguments are no plain data (${describeError(error)})`)
      return undefined
    }
  }

  /** Each discarded key has another one in its place, the same in all later attempts. */
  #inForce(key: string): string {
    for (let restarts = 0; ; restarts += 1) {
      const candidate = restarts === 0 ? key : `${key}${RESTARTED}${restarts}`
      if (!this.discarded.has(candidate)) return candidate
    }
  }

  /** Says once of what is called that a later attempt would repeat it. */
  tellOfRepeat({ key, label }: Pick<Call, 'key' | 'label'>, reason: string): void {
    if (this.#told.has(key)) return
    this.#told.add(key)
    this.#log.warn(`${label} will be repeated if this flow run is resumed: ${reason}`)
  }
}

const RESTARTED = '+'

/** A task that is repeated because of what it calls finds the results of its other calls under the keys that they had. */
const withoutRestarts = (key: string): string => key.split(RESTARTED, 1)[0] ?? key

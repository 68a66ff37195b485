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
  readonly #flowRunId: string
  readonly #log: Logger
  readonly #counts = new Map<string, number>()
  readonly #told = new Set<string>()

  constructor(flowRunId: string, log: Logger) {
    this.#flowRunId = flowRunId
    this.#log = log
  }

  /** The key of the next such call, which is one for result storage; undefined when its arguments cannot be told apart. */
  next(call: Call): string | undefined {
    try {
      const known = fingerprint(`${call.within ?? ''}:${call.key}:${argumentText(call.parameters)}`, 32)
      const before = this.#counts.get(known) ?? 0
      this.#counts.set(known, before + 1)
      return `${this.#flowRunId}/${known}-${before}`
    } catch (error) {
      this.tellOfRepeat(call, `its arguments are no plain data (${describeError(error)})`)
      return undefined
    }
  }

  /** Says once of what is called that a later attempt would repeat it. */
  tellOfRepeat({ key, label }: Pick<Call, 'key' | 'label'>, reason: string): void {
    if (this.#told.has(key)) return
    this.#told.add(key)
    this.#log.warn(`${label} will be repeated if this flow run is resumed: ${reason}`)
  }
}

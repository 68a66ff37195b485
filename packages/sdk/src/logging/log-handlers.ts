import type { LevelName } from './levels.ts'

/** One line of a log, as it goes to the API. */
export interface LogLine {
  readonly level: LevelName
  /** As the API numbers it: 10 debug, 20 info, 30 warning, 40 error, 50 critical. */
  readonly levelNumber: number
  readonly message: string
  /** To the microsecond. */
  readonly timestamp: string
  /** The source: `millrace.flow_runs`, `millrace.task_runs`. */
  readonly name: string
  readonly flowRunId: string | null
  readonly taskRunId: string | null
}

const handlers = new Set<(line: LogLine) => void>()

/**
 * Hands every line of the logs of runs in this process to `handler` too, beside the console and the API, until disposed of:
 * `addLogHandler(({ level, message, ...rest }) => pino.info(rest, message))`. An error in it is not heard.
 */
export function addLogHandler(handler: (line: LogLine) => void): Disposable {
  // One of its own for each call, so that the same function may be added twice.
  const own = (line: LogLine): void => handler(line)
  handlers.add(own)
  return { [Symbol.dispose]: () => void handlers.delete(own) }
}

/** Tells all handlers; asks for the line only when there are any. */
export function tellLogHandlers(line: () => LogLine): void {
  if (handlers.size === 0) return
  const told = line()
  for (const handler of handlers) {
    try {
      handler(told)
    } catch {
      // To say so in a log would call it again.
    }
  }
}

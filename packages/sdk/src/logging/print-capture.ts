import type { Logger } from './run-logger.ts'

const METHODS = { log: 'info', info: 'info', warn: 'warn', error: 'error', debug: 'debug' } as const satisfies Record<string, keyof Logger>

let installed = false

/**
 * Makes `console` write log lines wherever `loggerHere` answers a logger, and print as ever elsewhere. Done once, by the
 * first run that asks for it.
 */
export function capturePrints(loggerHere: () => Logger | undefined): void {
  if (installed) return
  installed = true
  for (const [method, level] of Object.entries(METHODS) as [keyof typeof METHODS, keyof Logger][]) {
    const print = console[method].bind(console)
    console[method] = (...values: unknown[]): void => {
      const [first, ...rest] = values
      const log = loggerHere()
      if (log === undefined) print(...values)
      else log[level](first, ...rest)
    }
  }
}

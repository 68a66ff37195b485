import { ProcessEnding } from '../errors.ts'

/** Thrown by `process.exit()` while runs are under way, so that nothing after it is done. */
export class ExitRequested extends ProcessEnding {
  readonly code: number

  constructor(code: number) {
    super(`Execution was aborted by process.exit(${code}).`)
    this.code = code
  }
}

/**
 * Makes `process.exit()` tell `onExit`, which has to see to it that the process does exit, and throw; until `restore` is
 * called. The real one ends the process at once, with log lines and states unsent.
 */
export function interceptExit(onExit: (request: ExitRequested) => void): { restore(): void } {
  const original = Object.getOwnPropertyDescriptor(process, 'exit')
  const exit = (code?: number | string | null): never => {
    const request = new ExitRequested(Number(code ?? process.exitCode ?? 0))
    onExit(request)
    throw request
  }
  Object.defineProperty(process, 'exit', { value: exit, configurable: true, writable: true, enumerable: true })
  return {
    restore() {
      if (original !== undefined) Object.defineProperty(process, 'exit', original)
    },
  }
}

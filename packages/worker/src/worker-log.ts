/** Where a worker says what it does; the command line prints it. */
export interface WorkerLog {
  debug(message: string): void
  info(message: string): void
  warn(message: string): void
  error(message: string): void
}

export const silentLog: WorkerLog = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

/** A thrown value in a line. */
export const reasonOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))

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

/** The same log, which tells of every warning and error, besides. */
export const remembering = (log: WorkerLog, onTrouble: (message: string) => void): WorkerLog => ({
  debug: (message) => log.debug(message),
  info: (message) => log.info(message),
  warn(message) {
    onTrouble(message)
    log.warn(message)
  },
  error(message) {
    onTrouble(message)
    log.error(message)
  },
})

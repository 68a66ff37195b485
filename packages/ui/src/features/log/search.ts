export const LEVELS = ['info', 'warning', 'error'] as const
export type Level = (typeof LEVELS)[number]

/** What of a log stands in the address. */
export interface LogSearch {
  readonly level?: Level
  /** What is searched for. */
  readonly find?: string
  readonly hits?: true
  /** The line that is linked to. */
  readonly log?: string
  /** The other end of the lines that are chosen together. */
  readonly logTo?: string
}

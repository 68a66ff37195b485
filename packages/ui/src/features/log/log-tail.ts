import type { Log } from '@millrace/protocol'

/** Lines that came by the socket, after those that the server counted. */
export interface LogTail {
  /** Of which filter they are. */
  readonly key: string
  readonly lines: readonly Log[]
  /** How many lines come before them, and did when the first of them came. */
  readonly after: number
  readonly began: number
}

/** Lines that are kept; of more, the older half is asked of the server again where somebody looks at it. */
export const MOST_KEPT = 10_000

/** Lines of the end among which one that comes by the socket may be already. */
const MOST_TWICE = 1000

/** A tail with what was written since, each line once; `stored` are the last lines before it. */
export function appended(tail: LogTail, fresh: readonly Log[], stored: readonly Log[]): LogTail {
  const known = new Set([...tail.lines.slice(-MOST_TWICE), ...stored].map(({ id }) => id))
  const lines = [...tail.lines, ...fresh.filter(({ id }) => !known.has(id))]
  const over = lines.length > MOST_KEPT ? lines.length - MOST_KEPT / 2 : 0
  return { ...tail, lines: lines.slice(over), after: tail.after + over }
}

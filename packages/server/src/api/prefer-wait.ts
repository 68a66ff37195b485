/** Longest time that an answer is held back, in seconds. */
const LONGEST_WAIT = 30

const WAIT = /(?:^|[,;]\s*)wait\s*=\s*"?(\d{1,9})"?\s*(?:$|[,;])/i

/** How many seconds a caller is willing to wait for a run (RFC 7240: `Prefer: wait=20`); 0 when it does not say. */
export function preferredWait(header: string | readonly string[] | undefined): number {
  const text = typeof header === 'string' ? header : (header ?? []).join(', ')
  const [, seconds] = WAIT.exec(text) ?? []
  return seconds === undefined ? 0 : Math.min(Number(seconds), LONGEST_WAIT)
}

import type { Session } from '@millrace/protocol'

/** Milliseconds before the end of a session from which on one is told of it. */
const SOON = 5 * 60_000

/** The end of a session that is near. */
export interface NearEnd {
  /** Whole minutes that are left. */
  readonly minutes: number
  /** True where nothing that one does moves it on. */
  readonly forGood: boolean
}

/** The end of a session, where it is less than five minutes away; `now` in milliseconds since 1970. */
export function nearEnd({ ends, ends_at_latest: latest }: Pick<Session, 'ends' | 'ends_at_latest'>, now: number): NearEnd | undefined {
  const left = endOf({ ends, ends_at_latest: latest }) - now
  if (left > SOON) return undefined
  const forGood = latest !== null && Date.parse(latest) - now <= SOON
  return { minutes: Math.max(0, Math.floor(left / 60_000)), forGood }
}

/** When a session ends if nothing is called, in milliseconds since 1970; never for one without an end. */
export const endOf = ({ ends, ends_at_latest: latest }: Pick<Session, 'ends' | 'ends_at_latest'>): number =>
  Math.min(...[ends, latest].map((at) => (at === null ? Number.POSITIVE_INFINITY : Date.parse(at))))

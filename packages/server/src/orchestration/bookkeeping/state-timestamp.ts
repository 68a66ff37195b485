import { type Timestamp, addSeconds } from '@millrace/protocol'

/** The smallest step of a timestamp. */
export const nextMicrosecond = (timestamp: Timestamp): Timestamp => addSeconds(timestamp, 1e-6)

/**
 * The time of a state that the server dates: now, or just after the state before it where the clock of another replica, or a client that
 * dates its own states, is ahead. So the times of a run's states never go back and are never the same.
 */
export const stateTimestamp = (previous: Timestamp | null, now: Timestamp): Timestamp =>
  previous === null || previous < now ? now : nextMicrosecond(previous)

import { secondsBetween, type Timestamp } from '@millrace/protocol'

/** A turn that comes so many seconds after the last finds that it was this server that slept. */
const PAUSE = 30

/**
 * For a service that judges who has been silent: told the time of each turn, it answers since when this server has been awake. While it was
 * away or slept it heard nobody, so silence counts from then.
 */
export function watchAwake(): (now: Timestamp) => Timestamp {
  let awakeSince: Timestamp | undefined
  let lastTurn: Timestamp | undefined
  return (now) => {
    if (awakeSince === undefined || lastTurn === undefined || secondsBetween(lastTurn, now) > PAUSE) awakeSince = now
    lastTurn = now
    return awakeSince
  }
}

import { epochMillis, isTerminal, type StateType, type TimelineSegment, type Timestamp } from '@millrace/protocol'

/** A state as far as it tells what a run did. */
interface Past {
  readonly type: StateType
  readonly name: string
  readonly timestamp: Timestamp
}

/** A run as far as its own row tells what it did. */
interface Times {
  readonly state_type: StateType
  readonly expected_start_time: Timestamp | null
  readonly start_time: Timestamp | null
  readonly end_time: Timestamp | null
}

/** Milliseconds after `origin`, which is in milliseconds since 1970, to the microsecond. */
export const after = (origin: number, at: Timestamp): number => Math.round((epochMillis(at) - origin) * 1000) / 1000

/** What a run did, by its history, oldest state first: each attempt is a segment of its own, and so is each wait. */
export function segmentsOfHistory(history: readonly Past[], origin: number): TimelineSegment[] {
  const segments: TimelineSegment[] = []
  for (const state of history) {
    const from = after(origin, state.timestamp)
    const kind = kindOf(state)
    const last = segments.at(-1)
    if (last !== undefined && last.until === null) {
      // A run that is asked to stop goes on until it does, and one that waits may be handed from one to the other.
      if (kind !== undefined && continues(last.kind, kind, state)) continue
      segments[segments.length - 1] = { ...last, until: from, ended: last.kind === 'running' ? endOf(state) : null }
    }
    if (kind !== undefined) segments.push({ kind, from, until: null, ended: null })
  }
  return segments
}

/** The same of a run that was tried once at most, by its times. */
export function segmentsOfTimes(run: Times, origin: number): TimelineSegment[] {
  const { expected_start_time: expected, start_time: start, end_time: end, state_type: type } = run
  const over = isTerminal(type)
  const begun = start ?? (over ? end : null)
  const segments: TimelineSegment[] = []
  if (expected !== null && (begun === null ? !over : expected < begun)) {
    segments.push({ kind: 'waiting', from: after(origin, expected), until: begun === null ? null : after(origin, begun), ended: null })
  }
  if (begun !== null) {
    const until = over ? after(origin, end ?? begun) : null
    segments.push({ kind: type === 'PAUSED' ? 'paused' : 'running', from: after(origin, begun), until, ended: over ? type : null })
  }
  return segments
}

function kindOf({ type, name }: Past): TimelineSegment['kind'] | undefined {
  if (isTerminal(type)) return undefined
  if (type === 'RUNNING' || type === 'CANCELLING') return 'running'
  if (type === 'PAUSED') return 'paused'
  return name === 'AwaitingRetry' ? 'retrying' : 'waiting'
}

/** Pending after a wait is the same wait; Running after Running is an attempt of its own, unless it only stops. */
const continues = (last: TimelineSegment['kind'], next: TimelineSegment['kind'], { type }: Past): boolean =>
  (last === next && type !== 'RUNNING') || (last === 'retrying' && next === 'waiting') || (last === 'paused' && next === 'waiting')

/** What an attempt came to: a run that is to be tried again has failed. */
const endOf = ({ type }: Past): StateType => (type === 'SCHEDULED' || type === 'PENDING' || type === 'RUNNING' ? 'FAILED' : type)

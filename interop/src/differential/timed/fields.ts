import { type Json, textAt } from '../conversation.ts'

/** True of what has `value` in its field `field`. */
export const fieldIs =
  (field: string, value: Json) =>
  (seen: Json | undefined): boolean =>
    typeof seen === 'object' && seen !== null && (seen as Readonly<Record<string, Json>>)[field] === value

/** Seconds from the time of a state to the one it is scheduled for, to the nearest ten: servers take a moment between the two. */
export const secondsAhead = (state: Json | undefined): number => {
  const [from, to] = [textAt(state, 'timestamp'), textAt(state, 'state_details', 'scheduled_time')]
  return Math.round((Date.parse(to) - Date.parse(from)) / 10_000) * 10
}

/** A time so many seconds from now, as it is sent. */
export const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString()

/** An object of an answer, or an empty one. */
export const objectAt = (body: Json | undefined, field: string): Json =>
  (typeof body === 'object' && body !== null ? (body as Readonly<Record<string, Json>>)[field] : undefined) ?? {}

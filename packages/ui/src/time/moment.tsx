import type { ReactElement } from 'react'
import { timeFormat } from './formats.ts'
import { RELATIVE_SECONDS, relativeTime } from './relative.ts'
import { useNowAs } from './ticking.ts'
import { useZone } from './zone.ts'

/**
 * A time: relative while it is near, else as a date. Its tooltip, which is written when it is pointed at since lists are full of times, has it
 * in the zone, in UTC and as ISO.
 */
export function Moment({ at }: { readonly at: string | null | undefined }): ReactElement {
  const zone = useZone()
  const millis = at === null || at === undefined ? undefined : Date.parse(at)
  const text = useNowAs((now) => (millis === undefined ? '–' : textOf(millis, now, zone)))
  if (at === null || at === undefined || millis === undefined) return <span className="text-muted">–</span>
  return (
    <time
      dateTime={at}
      className="whitespace-nowrap"
      onPointerEnter={({ currentTarget }) => {
        currentTarget.title = `${fullTime(millis, zone)} ${zone}\n${fullTime(millis, 'UTC')} UTC\n${at}`
      }}
    >
      {text}
    </time>
  )
}

const textOf = (millis: number, now: number, zone: string): string =>
  Math.abs(millis - now) < RELATIVE_SECONDS * 1000 ? relativeTime(millis, now) : shortTime(millis, zone)

const shortTime = (millis: number, timeZone: string): string =>
  timeFormat({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone }).format(millis)

/** A time with its date, in words. */
export const fullTime = (millis: number, timeZone: string): string =>
  timeFormat({ dateStyle: 'medium', timeStyle: 'medium', timeZone }).format(millis)

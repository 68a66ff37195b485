import type { ReactElement } from 'react'
import { RELATIVE_SECONDS, relativeTime } from './relative.ts'
import { useNow } from './ticking.ts'
import { useZone } from './zone.ts'

/** A time: relative while it is near, else as a date; the tooltip has it in the zone, in UTC and as ISO. */
export function Moment({ at }: { readonly at: string | null | undefined }): ReactElement {
  const now = useNow()
  const zone = useZone()
  if (at === null || at === undefined) return <span className="text-muted">–</span>
  const millis = Date.parse(at)
  const near = Math.abs(millis - now) < RELATIVE_SECONDS * 1000
  return (
    <time dateTime={at} title={`${fullTime(millis, zone)} ${zone}\n${fullTime(millis, 'UTC')} UTC\n${at}`} className="whitespace-nowrap">
      {near ? relativeTime(millis, now) : shortTime(millis, zone)}
    </time>
  )
}

const shortTime = (millis: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZone,
  }).format(millis)

const fullTime = (millis: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone }).format(millis)

import type { Schedule } from '@millrace/protocol'
import { type ReactElement, useMemo, useState } from 'react'
import { scheduleText as text } from '../../messages/deployments.ts'
import { timeFormat } from '../../time/formats.ts'
import { relativeTime } from '../../time/relative.ts'
import { useNow } from '../../time/ticking.ts'
import { useZone } from '../../time/zone.ts'
import { useNextTimes } from './calculations.ts'
import { strangeDays } from './clock-changes.ts'
import { scheduleInWords } from './words.ts'

const RUNS = 10

/** The next runs of a schedule: in its zone, in the viewer's, and from now; where the clocks change in between, it says so. */
export function Preview({ schedule }: { readonly schedule: Schedule }): ReactElement {
  const nextTimes = useNextTimes()
  const now = useNow()
  const [from] = useState(now)
  const viewer = useZone()
  const times = nextTimes?.(schedule, RUNS, from) ?? []
  const zone = schedule.timezone === null || schedule.timezone === undefined || schedule.timezone === '' ? 'UTC' : schedule.timezone
  const offsets = times.map((at) => (times.length === 0 ? '' : offsetOf(at, zone)))
  const both = viewer !== zone
  // A zone that is half typed is none that a clock could be set by.
  const unknown = times.length === 0
  const strange = useMemo(
    () => (nextTimes === undefined || unknown ? [] : strangeDays(zone, from, (after, limit) => nextTimes(schedule, limit, after))),
    // The schedule is made anew with every key; what it says is what counts.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [nextTimes === undefined, unknown, zone, from, JSON.stringify(schedule)],
  )
  return (
    <section aria-label={text.preview} className="min-w-0">
      <h3 className="mb-1 font-medium">{text.preview}</h3>
      {nextTimes !== undefined && times.length === 0 && <p className="text-muted">{text.noRuns}</p>}
      {times.length > 0 && (
        <>
          <p className="mb-2 text-muted">{scheduleInWords(schedule)}</p>
          <div className="overflow-x-auto">
            <table className="w-full text-xs">
              <thead className="text-left text-muted">
                <tr>
                  <th className="py-1 pr-3 font-medium">{text.inZone(zone)}</th>
                  {both && <th className="py-1 pr-3 font-medium">{text.inZone(viewer)}</th>}
                  <th className="py-1 font-medium">{text.relative}</th>
                </tr>
              </thead>
              <tbody>
                {times.map((at, index) => (
                  <tr key={at} className="border-t border-line">
                    <td className="py-1 pr-3 whitespace-nowrap">
                      {inZone(at, zone)}
                      {index > 0 && offsets[index] !== offsets[index - 1] && <span className="ml-2 text-overdue">{text.clocks}</span>}
                    </td>
                    {both && <td className="py-1 pr-3 whitespace-nowrap">{inZone(at, viewer)}</td>}
                    <td className="py-1 whitespace-nowrap">{relativeTime(Date.parse(at), now)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {strange.length > 0 && (
            <div className="mt-3">
              <h4 className="font-medium">{text.changes}</h4>
              <ul className="text-xs text-overdue">
                {strange.map(({ at, minutes, starts, usual }) => (
                  <li key={at}>
                    {dayInZone(at, zone)}: {text.strange(minutes, starts, usual)}
                  </li>
                ))}
              </ul>
            </div>
          )}
        </>
      )}
    </section>
  )
}

const inZone = (at: string, timeZone: string): string =>
  timeFormat({
    weekday: 'short',
    day: '2-digit',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZone,
  }).format(Date.parse(at))

const dayInZone = (at: number, timeZone: string): string =>
  timeFormat({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone }).format(at)

const offsetOf = (at: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en', { timeZoneName: 'longOffset', timeZone })
    .formatToParts(Date.parse(at))
    .find(({ type }) => type === 'timeZoneName')?.value ?? ''

import type { EventCount } from '@millrace/protocol'
import type { Bar } from '../../charts/stacked-bars.tsx'
import { eventText as text } from '../../messages/events.ts'
import { timeFormat } from '../../time/formats.ts'

/** About as many labels stand below the chart. */
const TICKS = 6

/** Counts of events by time as bars of a chart, with the clock of a zone; days where a bar is as long. */
export function countBars(counts: readonly EventCount[], timeZone: string, byDay: boolean): Bar[] {
  const format = timeFormat(byDay ? { day: 'numeric', month: 'short', timeZone } : { hour: '2-digit', minute: '2-digit', timeZone })
  const every = Math.max(1, Math.ceil(counts.length / TICKS))
  return counts.map(({ value, count, start_time: start }, index) => {
    const label = format.format(Date.parse(start))
    return {
      key: value,
      label,
      parts: count === 0 ? [] : [{ key: 'events', label: text.events, value: count, colour: '--running' }],
      ...(index % every === 0 ? { tick: label } : {}),
    }
  })
}

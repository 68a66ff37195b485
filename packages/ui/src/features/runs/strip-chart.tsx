import type { RunHistory } from '@millrace/protocol'
import { type PointerEvent, type ReactElement, useState } from 'react'
import { runText } from '../../messages/runs.ts'
import { appearanceOf } from '../../states/appearance.ts'
import { timeFormat } from '../../time/formats.ts'
import { shortZone, useZone } from '../../time/zone.ts'

interface StripChartProps {
  readonly history: readonly RunHistory[]
  /** A part of the time was chosen; instants in UTC. */
  readonly onSpan: (since: string, until: string) => void
}

const [WIDTH, HEIGHT] = [1000, 44]

/** Pixels that one has to draw over before it is a span and no click. */
const LEAST = 6

/** How many runs were expected when, and how they fared. Drawing over bars, or a click on one, chooses their time. */
export function StripChart({ history, onSpan }: StripChartProps): ReactElement | null {
  const timeZone = useZone()
  const [brush, setBrush] = useState<{ readonly from: number; readonly until: number }>()
  const counts = history.map(({ states }) => states.reduce((sum, { count_runs }) => sum + count_runs, 0))
  const most = Math.max(...counts, 1)
  const total = counts.reduce((sum, count) => sum + count, 0)
  const wide = WIDTH / Math.max(1, history.length)
  const format = timeFormat({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone })
  const [first] = history
  if (first === undefined) return null
  const begin = Date.parse(first.interval_start)
  const placeOf = ({ currentTarget, clientX }: PointerEvent<SVGSVGElement>): number => {
    const { left, width } = currentTarget.getBoundingClientRect()
    return Math.min(WIDTH, Math.max(0, ((clientX - left) / Math.max(1, width)) * WIDTH))
  }
  const barAt = (place: number): RunHistory | undefined => history[Math.min(history.length - 1, Math.floor(place / wide))]
  const release = (event: PointerEvent<SVGSVGElement>): void => {
    if (brush === undefined) return
    setBrush(undefined)
    const drawn = (Math.abs(brush.until - brush.from) / WIDTH) * event.currentTarget.getBoundingClientRect().width >= LEAST
    const [from, until] = drawn
      ? [barAt(Math.min(brush.from, brush.until)), barAt(Math.max(brush.from, brush.until))]
      : [barAt(brush.from), barAt(brush.from)]
    if (from !== undefined && until !== undefined) onSpan(from.interval_start, until.interval_end)
  }
  return (
    <figure className="mb-3">
      <figcaption className="sr-only">{`${runText.list.chart}: ${runText.list.chartNumbers(total)}`}</figcaption>
      <svg
        aria-hidden="true"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="block h-11 w-full cursor-crosshair touch-pan-y border-b border-line"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          setBrush({ from: placeOf(event), until: placeOf(event) })
        }}
        onPointerMove={(event) => brush !== undefined && setBrush({ ...brush, until: placeOf(event) })}
        onPointerUp={release}
        onPointerCancel={() => setBrush(undefined)}
      >
        {history.map(({ interval_start: start, states }, index) => {
          let top = HEIGHT
          return (
            <g key={start}>
              <title>{`${format.format(Date.parse(start))}: ${statesInWords(states)}`}</title>
              <rect x={index * wide} y={0} width={wide} height={HEIGHT} className="fill-transparent hover:fill-selected" />
              {states.map(({ state_name: name, state_type: type, count_runs: count }) => {
                const tall = Math.max((count / most) * (HEIGHT - 2), 1.5)
                top -= tall
                return (
                  <rect
                    key={name}
                    x={index * wide + wide * 0.06}
                    y={top}
                    width={wide * 0.88}
                    height={tall}
                    fill={`var(${appearanceOf(type, name).colour})`}
                    className="pointer-events-none"
                  />
                )
              })}
            </g>
          )
        })}
        {brush !== undefined && (
          <rect
            x={Math.min(brush.from, brush.until)}
            y={0}
            width={Math.abs(brush.until - brush.from)}
            height={HEIGHT}
            fill="var(--accent)"
            fillOpacity={0.2}
          />
        )}
      </svg>
      <figcaption className="flex justify-between pt-0.5 text-xs text-muted">
        <span>
          {format.format(begin)} {shortZone(timeZone, begin)}
        </span>
        <span>{runText.list.chartNumbers(total)}</span>
        <span>{format.format(Date.parse(history.at(-1)?.interval_end ?? ''))}</span>
      </figcaption>
      <div className="sr-only">
        <table aria-label={runText.list.chart}>
          <tbody>
            {history
              .filter(({ states }) => states.length > 0)
              .map(({ interval_start: start, states }) => (
                <tr key={start}>
                  <th scope="row">{format.format(Date.parse(start))}</th>
                  <td>{statesInWords(states)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </figure>
  )
}

const statesInWords = (states: RunHistory['states']): string =>
  states.map(({ state_name: name, count_runs: count }) => `${name} ${count}`).join(', ')

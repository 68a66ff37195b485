import { type PointerEvent, type ReactElement, useId, useState } from 'react'
import { en } from '../messages/en.ts'
import { pathOf, topOf } from './stack.ts'

/** One part of a bar. */
export interface Part {
  readonly key: string
  readonly label: string
  readonly value: number
  /** A CSS variable of `styles.css`. */
  readonly colour: string
}

/** One bar, for a span of time. */
export interface Bar {
  readonly key: string
  /** When it is, in words. */
  readonly label: string
  readonly parts: readonly Part[]
  /** Shown below the chart, where set. */
  readonly tick?: string
}

interface StackedBarsProps {
  /** The question that the chart answers. */
  readonly caption: string
  readonly bars: readonly Bar[]
  /** In which the times below it are, for short. */
  readonly zone: string
  /** Of the bars, in pixels. */
  readonly height?: number
  /** Somebody has clicked on a bar, or drawn over several: the first and the last of them. */
  readonly onChoose?: (first: Bar, last: Bar) => void
}

const WIDTH = 1000

/** How many, when, of which kind: bars stacked by kind, with the same numbers as a table for those who do not see them. */
export function StackedBars({ caption, bars, zone, height = 120, onChoose }: StackedBarsProps): ReactElement {
  const id = useId()
  const [at, setAt] = useState<number>()
  const [from, setFrom] = useState<number>()
  const top = topOf(bars)
  const step = WIDTH / Math.max(1, bars.length)
  const shown = at === undefined ? undefined : bars[at]
  const barAt = ({ currentTarget, clientX }: PointerEvent<SVGSVGElement>): number => {
    const { left, width } = currentTarget.getBoundingClientRect()
    return Math.min(bars.length - 1, Math.max(0, Math.floor(((clientX - left) / width) * bars.length)))
  }
  return (
    <figure className="min-w-0">
      <div className="relative rounded-panel border border-line px-2 pt-2">
        <span className="absolute top-1 left-2 text-xs text-muted tabular-nums" aria-hidden>
          {top}
        </span>
        <span className="absolute end-2 top-1 text-xs text-muted">{zone}</span>
        <svg
          aria-hidden
          viewBox={`0 0 ${WIDTH} ${height}`}
          preserveAspectRatio="none"
          className={onChoose === undefined ? 'block w-full' : 'block w-full cursor-crosshair touch-pan-y'}
          style={{ height }}
          onPointerDown={(event) => {
            if (onChoose === undefined) return
            event.currentTarget.setPointerCapture(event.pointerId)
            setFrom(barAt(event))
          }}
          onPointerMove={(event) => setAt(barAt(event))}
          onPointerUp={(event) => {
            const [first, last] = [from ?? 0, barAt(event)].toSorted((one, other) => one - other)
            setFrom(undefined)
            const [begin, end] = [bars[first ?? 0], bars[last ?? 0]]
            if (from !== undefined && begin !== undefined && end !== undefined) onChoose?.(begin, end)
          }}
          onPointerCancel={() => setFrom(undefined)}
          onPointerLeave={() => setAt(undefined)}
        >
          {at !== undefined && (
            <rect
              x={Math.min(at, from ?? at) * step}
              y={0}
              width={(Math.abs(at - (from ?? at)) + 1) * step}
              height={height}
              fill="var(--selected)"
            />
          )}
          {bars.map((bar, index) =>
            pathOf(bar.parts, top, height).map(({ part, y, height: tall }) => (
              <rect
                key={`${bar.key} ${part.key}`}
                x={index * step + step * 0.12}
                width={step * 0.76}
                y={y}
                height={tall}
                fill={`var(${part.colour})`}
              />
            )),
          )}
          <line x1={0} x2={WIDTH} y1={height - 0.5} y2={height - 0.5} stroke="var(--line)" />
        </svg>
        <div aria-hidden className="flex h-5 text-xs text-muted tabular-nums">
          {bars.map(({ key, tick }) => (
            <span key={key} className="flex-1 overflow-visible whitespace-nowrap">
              {tick}
            </span>
          ))}
        </div>
      </div>
      <figcaption className="mt-1 flex min-h-6 flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted">
        {shown === undefined ? <Legend bars={bars} /> : <Values bar={shown} />}
      </figcaption>
      {/* Around the table: by itself it would be as wide as its words. */}
      <div className="sr-only">
        <table aria-labelledby={id}>
          <caption id={id}>{caption}</caption>
          <tbody>
            {bars.map((bar) => (
              <tr key={bar.key}>
                <th scope="row">{bar.label}</th>
                <td>{bar.parts.length === 0 ? en.nothing : bar.parts.map(({ label, value }) => `${label}: ${value}`).join(', ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  )
}

function Legend({ bars }: { readonly bars: readonly Bar[] }): ReactElement {
  const sums = new Map<string, Part>()
  for (const part of bars.flatMap(({ parts }) => parts)) {
    sums.set(part.key, { ...part, value: (sums.get(part.key)?.value ?? 0) + part.value })
  }
  return (
    <>
      {[...sums.values()].map((part) => (
        <Value key={part.key} part={part} />
      ))}
      {sums.size === 0 && en.nothing}
    </>
  )
}

const Values = ({ bar }: { readonly bar: Bar }): ReactElement => (
  <>
    <span className="font-medium text-text">{bar.label}</span>
    {bar.parts.length === 0 ? en.nothing : bar.parts.map((part) => <Value key={part.key} part={part} />)}
  </>
)

const Value = ({ part: { label, value, colour } }: { readonly part: Part }): ReactElement => (
  <span className="inline-flex max-w-full min-w-0 items-center gap-1.5 tabular-nums">
    <span className="size-2.5 shrink-0 rounded-xs" style={{ background: `var(${colour})` }} />
    <span className="max-w-60 truncate" title={label}>
      {label}
    </span>{' '}
    <span className="text-text">{value}</span>
  </span>
)

import type { RunBar } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { chartText as text } from '../messages/charts.ts'
import { appearanceOf } from '../states/appearance.ts'

/** Pixels. */
const HEIGHT = 24
const WIDTH = 5
const GAP = 1
const LEAST = 3
/** What stands free above the bars for the mark of those that failed. */
const HEAD = 6

interface RunBarsProps {
  /** The oldest first. */
  readonly runs: readonly RunBar[]
  /** As many places as there are bars at most, so that rows of a list stand below one another. */
  readonly places: number
}

/**
 * The latest runs as bars: their height is how long they took (its root, so that one long run does not flatten the others), their colour how they ended; a cross
 * stands above those that failed.
 */
export function RunBars({ runs, places }: RunBarsProps): ReactElement {
  const longest = Math.max(...runs.map(({ seconds }) => seconds), 0)
  const first = places - runs.length
  const bars = runs.map(({ seconds, state_type: type, state_name: name }, index) => {
    const height = longest === 0 ? LEAST : Math.max(LEAST, Math.round(Math.sqrt(seconds / longest) * (HEIGHT - HEAD)))
    const x = (first + index) * (WIDTH + GAP)
    return { type, colour: appearanceOf(type, name).colour, height, x }
  })
  // One path for all bars of a colour: a page has a thousand of them.
  const byColour = [...Map.groupBy(bars, ({ colour }) => colour)]
  const failed = bars.filter(({ type }) => type === 'FAILED' || type === 'CRASHED')
  const width = places * (WIDTH + GAP) - GAP
  return (
    <>
      <span className="sr-only">{text.runs(countsOf(runs))}</span>
      <svg aria-hidden width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`}>
        {byColour.map(([colour, each]) => (
          <path
            key={colour}
            fill={`var(${colour})`}
            d={each.map(({ x, height }) => `M${x} ${HEIGHT}v${-height}h${WIDTH}v${height}z`).join('')}
          />
        ))}
        {failed.length > 0 && (
          <path
            stroke="var(--failed)"
            strokeWidth={1.2}
            d={failed.map(({ x, height }) => crossAt(x + 0.5, HEIGHT - height - 5)).join('')}
          />
        )}
      </svg>
    </>
  )
}

const crossAt = (x: number, y: number): string => `M${x} ${y}l4 4M${x + 4} ${y}l-4 4`

const countsOf = (runs: readonly RunBar[]): readonly (readonly [state: string, count: number])[] =>
  [...Map.groupBy(runs, ({ state_name: name, state_type: type }) => name ?? type ?? '–')].map(([state, each]) => [state, each.length])

import type { TimelineLane } from '@millrace/protocol'
import { type PointerEvent, type ReactElement, useMemo, useState } from 'react'
import type { Axis, Span } from './axis.ts'
import { loadOf } from './load.ts'
import { within } from './timeline-canvas.tsx'

interface MinimapProps {
  readonly lanes: readonly TimelineLane[]
  readonly axis: Axis
  readonly window: Span
  readonly onWindow: (window: Span) => void
  readonly now: number
}

const [WIDTH, HEIGHT] = [1000, 24]
/** Pixels that one has to draw over before it is a span and no click. */
const LEAST = 5

/** The whole run at once: how much ran when, what failed when, and the part that is in sight, which is drawn anew or moved. */
export function Minimap({ lanes, axis, window, onWindow, now }: MinimapProps): ReactElement {
  const [drag, setDrag] = useState<{ readonly from: number; readonly at: number; readonly moves: boolean }>()
  const { area, failed } = useMemo(() => pathsOf(lanes, axis, now), [lanes, axis, now])
  const toX = (place: number): number => (place / axis.length) * WIDTH
  const placeOf = ({ currentTarget, clientX }: PointerEvent<SVGSVGElement>): number => {
    const { left, width } = currentTarget.getBoundingClientRect()
    return Math.min(1, Math.max(0, (clientX - left) / Math.max(1, width))) * axis.length
  }
  const isWhole = window.until - window.from >= axis.length * 0.999
  const shown =
    drag === undefined
      ? window
      : drag.moves
        ? within({ from: window.from + drag.at - drag.from, until: window.until + drag.at - drag.from }, axis.length)
        : { from: Math.min(drag.from, drag.at), until: Math.max(drag.from, drag.at) }
  const release = ({ currentTarget }: PointerEvent<SVGSVGElement>): void => {
    if (drag === undefined) return
    setDrag(undefined)
    const drawn = (Math.abs(drag.at - drag.from) / axis.length) * currentTarget.getBoundingClientRect().width >= LEAST
    if (drawn) onWindow(shown)
    else if (!isWhole) {
      const half = (window.until - window.from) / 2
      onWindow(within({ from: drag.at - half, until: drag.at + half }, axis.length))
    }
  }
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="ml-32 block h-6 w-[calc(100%-8rem)] cursor-crosshair touch-pan-y @min-[640px]:ml-60 @min-[640px]:w-[calc(100%-15rem)]"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        const at = placeOf(event)
        setDrag({ from: at, at, moves: !isWhole && at >= window.from && at <= window.until })
      }}
      onPointerMove={(event) => drag !== undefined && setDrag({ ...drag, at: placeOf(event) })}
      onPointerUp={release}
      onPointerCancel={() => setDrag(undefined)}
    >
      <path d={area} fill="var(--control)" fillOpacity={0.7} />
      <path d={failed} stroke="var(--failed)" strokeWidth={2} vectorEffect="non-scaling-stroke" />
      {!(isWhole && drag === undefined) && (
        <>
          <rect x={0} y={0} width={toX(shown.from)} height={HEIGHT} fill="var(--page)" fillOpacity={0.7} />
          <rect x={toX(shown.until)} y={0} width={WIDTH - toX(shown.until)} height={HEIGHT} fill="var(--page)" fillOpacity={0.7} />
          <rect
            x={toX(shown.from)}
            y={0.5}
            width={Math.max(2, toX(shown.until) - toX(shown.from))}
            height={HEIGHT - 1}
            fill="none"
            stroke="var(--accent)"
            vectorEffect="non-scaling-stroke"
          />
        </>
      )}
    </svg>
  )
}

function pathsOf(lanes: readonly TimelineLane[], axis: Axis, now: number): { readonly area: string; readonly failed: string } {
  const { counts, failures } = loadOf(lanes, axis, now)
  const most = Math.max(1, ...counts)
  const wide = WIDTH / counts.length
  const bars = counts.map((count, index) => {
    const tall = count === 0 ? 0 : Math.max(3, (count / most) * (HEIGHT - 4))
    return tall === 0 ? '' : `M${index * wide} ${HEIGHT}v${-tall}h${wide}v${tall}z`
  })
  const marks = [...failures].map((index) => `M${(index + 0.5) * wide} 0v4`)
  return { area: bars.join(''), failed: marks.join('') }
}

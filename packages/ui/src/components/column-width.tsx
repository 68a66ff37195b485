import { type KeyboardEvent, type ReactElement, useState } from 'react'
import { en } from '../messages/en.ts'

/** The widths of the columns of a table that somebody has chosen, in CSS pixels by their keys. */
export interface ColumnWidths {
  readonly of: Readonly<Record<string, number>>
  /** Undefined gives a column its usual width back. */
  readonly choose: (key: string, width: number | undefined) => void
}

/** CSS pixels: between which a column can be drawn, and by how much an arrow key does. */
const [LEAST, MOST, STEP] = [64, 800, 16]

const within = (width: number): number => Math.round(Math.min(MOST, Math.max(LEAST, width)))

/** Remembered by the browser under the name of a table. */
export function useColumnWidths(name: string): ColumnWidths {
  const key = `millrace.widths.${name}`
  const [widths, setWidths] = useState(() => stored(key))
  return {
    of: widths,
    choose(column, width) {
      const { [column]: _, ...others } = widths
      const next = width === undefined ? others : { ...others, [column]: within(width) }
      localStorage.setItem(key, JSON.stringify(next))
      setWidths(next)
    },
  }
}

function stored(key: string): Record<string, number> {
  const read: unknown = JSON.parse(localStorage.getItem(key) ?? '{}')
  if (typeof read !== 'object' || read === null) return {}
  return Object.fromEntries(Object.entries(read).flatMap(([column, width]) => (typeof width === 'number' ? [[column, within(width)]] : [])))
}

interface ColumnEdgeProps {
  /** The words above the column. */
  readonly head: string
  readonly onWidth: (width: number | undefined) => void
}

/** The edge of a column's head, by which it is drawn wider: by pointer or by arrow keys; a double click gives it its usual width. */
export function ColumnEdge({ head, onWidth }: ColumnEdgeProps): ReactElement {
  const [drag, setDrag] = useState<{ readonly x: number; readonly width: number }>()
  const [width, setWidth] = useState<number>()
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- an edge that is moved by pointer and by keys
    <hr
      aria-orientation="vertical"
      aria-label={en.columnWidth(head)}
      aria-valuenow={width ?? LEAST}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      tabIndex={0}
      title={en.columnWidthWords}
      className="absolute inset-y-0 -end-1.5 z-10 m-0 h-auto w-3 cursor-col-resize touch-none rounded-field border-0 hover:bg-selected max-sm:hidden pointer-coarse:hidden"
      onFocus={({ currentTarget }) => setWidth(widthOf(currentTarget))}
      onPointerDown={({ currentTarget, pointerId, clientX }) => {
        currentTarget.setPointerCapture(pointerId)
        setDrag({ x: clientX, width: widthOf(currentTarget) })
      }}
      onPointerMove={({ clientX }) => {
        if (drag === undefined) return
        setWidth(within(drag.width + clientX - drag.x))
        onWidth(drag.width + clientX - drag.x)
      }}
      onPointerUp={() => setDrag(undefined)}
      onPointerCancel={() => setDrag(undefined)}
      onDoubleClick={() => onWidth(undefined)}
      onKeyDown={(event: KeyboardEvent) => {
        const by = event.key === 'ArrowRight' ? STEP : event.key === 'ArrowLeft' ? -STEP : 0
        if (by === 0) return
        event.preventDefault()
        const next = within(widthOf(event.currentTarget) + by)
        setWidth(next)
        onWidth(next)
      }}
    />
  )
}

const widthOf = (edge: Element): number => Math.round(edge.parentElement?.getBoundingClientRect().width ?? LEAST)

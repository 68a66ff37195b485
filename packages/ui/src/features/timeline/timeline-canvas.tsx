import { type PointerEvent, type ReactElement, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Axis, Span } from './axis.ts'
import { paint } from './paint.ts'
import { HEAD, ROW, type Scene } from './scene.ts'
import { usePalette } from './palette.ts'
import type { Row } from './rows.ts'

interface TimelineCanvasProps {
  readonly rows: readonly Row[]
  readonly axis: Axis
  /** The part of the axis that is in sight. */
  readonly window: Span
  readonly onWindow: (window: Span) => void
  /** The milliseconds of the run at this moment, by the server's clock. */
  readonly nowOf: () => number
  readonly live: boolean
  readonly selected: string | undefined
  readonly onChoose: (row: Row) => void
  readonly onToggle: (row: Row) => void
  /** In CSS pixels. */
  readonly height: number
}

const WIDE_GUTTER = 240
const NARROW_GUTTER = 128

/** Smallest part of the axis that one may zoom into, of the whole. */
const CLOSEST = 1e-5

/** What each row did when. Hidden from assistive technology: the table beside it says the same. */
export function TimelineCanvas(props: TimelineCanvasProps): ReactElement {
  const { rows, axis, window, onWindow, nowOf, live, selected, onChoose, onToggle, height } = props
  const palette = usePalette()
  const canvas = useRef<HTMLCanvasElement>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const width = useWidth(scroller)
  const gutter = width < 640 ? NARROW_GUTTER : WIDE_GUTTER
  const [hovered, setHovered] = useState<number>()
  const [brush, setBrush] = useState<Span>()
  const [scrollTop, setScrollTop] = useState(0)
  const scene: Omit<Scene, 'now'> = { rows, axis, window, live, width, height, gutter, scrollTop, selected, hovered, palette, brush }

  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (context === undefined || context === null || width === 0) return undefined
    const ratio = devicePixelRatio
    context.canvas.width = width * ratio
    context.canvas.height = height * ratio
    const draw = (): void => {
      context.setTransform(ratio, 0, 0, ratio, 0, 0)
      paint(context, { ...scene, now: nowOf() })
    }
    draw()
    if (!live) return undefined
    // Bars grow by themselves; four times a second is as smooth as a bar of seconds looks.
    const timer = setInterval(draw, 250)
    return () => clearInterval(timer)
  })

  useEffect(() => {
    const element = scroller.current
    if (element === null) return undefined
    const wheel = (event: WheelEvent): void => {
      const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY)
      if (!event.ctrlKey && !event.metaKey && !sideways) return
      event.preventDefault()
      const { left } = element.getBoundingClientRect()
      const share = Math.max(0, event.clientX - left - gutter) / Math.max(1, width - gutter)
      const span = window.until - window.from
      if (sideways) return onWindow(within(shifted(window, (event.deltaX / (width - gutter)) * span), axis.length))
      onWindow(within(zoomed(window, share, Math.exp(event.deltaY / 300), axis.length), axis.length))
    }
    element.addEventListener('wheel', wheel, { passive: false })
    return () => element.removeEventListener('wheel', wheel)
  })

  const rowAt = (event: PointerEvent): { readonly row: Row; readonly index: number; readonly x: number } | undefined => {
    const box = scroller.current?.getBoundingClientRect()
    if (box === undefined) return undefined
    const y = event.clientY - box.top - HEAD
    const index = Math.floor((y + scrollTop) / ROW)
    const row = rows[index]
    return y < 0 || row === undefined ? undefined : { row, index, x: event.clientX - box.left }
  }
  const xIn = (event: PointerEvent): number => event.clientX - (scroller.current?.getBoundingClientRect().left ?? 0)
  const inHead = (event: PointerEvent): boolean => event.clientY - (scroller.current?.getBoundingClientRect().top ?? 0) < HEAD

  const press = (event: PointerEvent<HTMLDivElement>): void => {
    if (inHead(event) && xIn(event) > gutter) {
      event.currentTarget.setPointerCapture(event.pointerId)
      setBrush({ from: xIn(event), until: xIn(event) })
      return
    }
    const found = rowAt(event)
    if (found === undefined) return
    const arrow = 10 + found.row.depth * 14 + 12
    const opens = found.row.kind === 'group' || found.row.opens !== undefined
    if (found.row.kind === 'group' || (opens && found.x < arrow)) onToggle(found.row)
    else onChoose(found.row)
  }
  const move = (event: PointerEvent): void => {
    if (brush !== undefined) setBrush({ from: brush.from, until: Math.max(gutter, Math.min(width, xIn(event))) })
    else setHovered(rowAt(event)?.index)
  }
  const release = (): void => {
    if (brush === undefined) return
    const [left, right] = [Math.min(brush.from, brush.until), Math.max(brush.from, brush.until)]
    setBrush(undefined)
    if (right - left < 6) return
    const placeAt = (x: number): number => window.from + ((x - gutter) / (width - gutter)) * (window.until - window.from)
    onWindow(within({ from: placeAt(left), until: placeAt(right) }, axis.length))
  }

  return (
    <div
      ref={scroller}
      aria-hidden
      className="relative cursor-default overflow-x-hidden overflow-y-auto overscroll-contain"
      style={{ height }}
      onScroll={({ currentTarget }) => setScrollTop(currentTarget.scrollTop)}
      onPointerDown={press}
      onPointerMove={move}
      onPointerUp={release}
      onPointerLeave={() => setHovered(undefined)}
      onDoubleClick={() => onWindow({ from: 0, until: axis.length })}
    >
      <div style={{ height: Math.max(height, rows.length * ROW + HEAD) }}>
        <canvas ref={canvas} className="sticky top-0 block" style={{ width, height }} />
      </div>
    </div>
  )
}

/** The window that shows less (or more) of the axis, with one place where it was. */
export function zoomed({ from, until }: Span, share: number, factor: number, length: number): Span {
  const span = Math.min(Math.max((until - from) * factor, length * CLOSEST), length)
  const fixed = from + share * (until - from)
  return { from: fixed - share * span, until: fixed + (1 - share) * span }
}

const shifted = ({ from, until }: Span, by: number): Span => ({ from: from + by, until: until + by })

/** Moved so that it does not reach beyond the axis. */
export function within({ from, until }: Span, length: number): Span {
  const span = Math.min(until - from, length)
  const start = Math.min(Math.max(0, from), length - span)
  return { from: start, until: start + span }
}

function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    if (element.current === null) return undefined
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)))
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
  return width
}

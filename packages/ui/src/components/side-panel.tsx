import { type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactElement, type ReactNode, useState } from 'react'

interface SidePanelProps {
  /** What it is about. */
  readonly label: string
  /** What its edge is for those who do not see it. */
  readonly edge: string
  /** Under which its width is remembered by the browser. */
  readonly name: string
  readonly children: ReactNode
}

/** Widths in CSS pixels: as it is at first, and between which it can be drawn. */
const [USUAL, LEAST, MOST] = [416, 300, 900]
/** By how much an arrow key moves its edge. */
const STEP = 24

const within = (width: number): number => Math.round(Math.min(MOST, Math.max(LEAST, width)))

/** What stands at the right of what it is about, as wide as one draws it; below that on screens that have no room beside. */
export function SidePanel({ label, edge, name, children }: SidePanelProps): ReactElement {
  const key = `millrace.width.${name}`
  const [width, setWidth] = useState(() => within(Number(localStorage.getItem(key) ?? USUAL) || USUAL))
  const [drag, setDrag] = useState<{ readonly x: number; readonly width: number }>()
  const keep = (next: number): void => {
    setWidth(within(next))
    localStorage.setItem(key, String(within(next)))
  }
  return (
    <aside
      aria-label={label}
      style={{ '--width': `${width}px` } as CSSProperties}
      className="relative flex w-(--width) max-w-[60%] shrink-0 flex-col rounded-panel border border-line max-xl:w-full max-xl:max-w-full"
    >
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- an edge that is moved by pointer and by keys */}
      <hr
        aria-orientation="vertical"
        aria-label={edge}
        aria-valuenow={width}
        aria-valuemin={LEAST}
        aria-valuemax={MOST}
        tabIndex={0}
        className="absolute inset-y-0 -start-2 w-3 cursor-col-resize h-auto touch-none rounded-field border-0 hover:bg-selected max-xl:hidden"
        onPointerDown={(event: PointerEvent<HTMLHRElement>) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          setDrag({ x: event.clientX, width })
        }}
        onPointerMove={({ clientX }) => drag !== undefined && setWidth(within(drag.width + drag.x - clientX))}
        onPointerUp={() => {
          setDrag(undefined)
          keep(width)
        }}
        onPointerCancel={() => setDrag(undefined)}
        onKeyDown={(event: KeyboardEvent) => {
          const by = event.key === 'ArrowLeft' ? STEP : event.key === 'ArrowRight' ? -STEP : 0
          if (by === 0) return
          event.preventDefault()
          keep(width + by)
        }}
      />
      {children}
    </aside>
  )
}

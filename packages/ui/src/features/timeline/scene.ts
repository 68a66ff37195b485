import type { Axis, Span } from './axis.ts'
import type { Palette } from './palette.ts'
import type { Row } from './rows.ts'

/** Heights, in CSS pixels. */
export const ROW = 24
export const HEAD = 26
export const BAR = 14
export const SMALLEST_BAR = 2

export const FONT = '12px "Inter Variable", system-ui, sans-serif'
export const FONT_SMALL = '11px "Inter Variable", system-ui, sans-serif'

/** What is to be painted, and how much of it is in sight. */
export interface Scene {
  readonly rows: readonly Row[]
  readonly axis: Axis
  /** The part of the axis that is in sight. */
  readonly window: Span
  /** Milliseconds of the run until which what goes on is drawn. */
  readonly now: number
  readonly live: boolean
  readonly width: number
  readonly height: number
  /** Width of the names. */
  readonly gutter: number
  readonly scrollTop: number
  readonly selected: string | undefined
  readonly hovered: number | undefined
  readonly palette: Palette
  /** The span that is being chosen, in pixels. */
  readonly brush: Span | undefined
}

export type Context = CanvasRenderingContext2D

/** Where a time stands, in pixels from the left. */
export const xOf = ({ axis, window, width, gutter }: Pick<Scene, 'axis' | 'window' | 'width' | 'gutter'>, time: number): number =>
  gutter + ((axis.placeOf(time) - window.from) / (window.until - window.from)) * (width - gutter)

import type { TimelineLane, TimelineSegment } from '@millrace/protocol'
import { durationInWords } from '../../time/duration.ts'
import { type Axis, type Span, ticksOf } from './axis.ts'
import type { Palette } from './palette.ts'
import { isFailed, type Row } from './rows.ts'

/** Heights, in CSS pixels. */
export const ROW = 24
export const HEAD = 26
const BAR = 14
const SMALLEST_BAR = 2

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

type Context = CanvasRenderingContext2D

/** Where a time stands, in pixels from the left. */
const xOf = ({ axis, window, width, gutter }: Pick<Scene, 'axis' | 'window' | 'width' | 'gutter'>, time: number): number =>
  gutter + ((axis.placeOf(time) - window.from) / (window.until - window.from)) * (width - gutter)

/** Paints the rows in sight, the times above them, and the line of now. */
export function paint(context: Context, scene: Scene): void {
  const { rows, width, height, gutter, scrollTop, palette } = scene
  context.clearRect(0, 0, width, height)
  const ticks = ticksOf(visibleTimes(scene), Math.max(2, Math.floor((width - gutter) / 90)))
  context.save()
  context.beginPath()
  context.rect(gutter, HEAD, width - gutter, height - HEAD)
  context.clip()
  context.fillStyle = palette.line
  for (const tick of ticks) context.fillRect(Math.round(xOf(scene, tick)), HEAD, 1, height - HEAD)
  context.restore()
  const first = Math.floor(scrollTop / ROW)
  const last = Math.min(rows.length - 1, Math.ceil((scrollTop + height - HEAD) / ROW))
  for (let index = first; index <= last; index += 1) {
    const row = rows[index]
    if (row !== undefined) paintRow(context, scene, row, index)
  }
  paintCuts(context, scene)
  if (scene.live) paintNow(context, scene)
  paintHead(context, scene, ticks)
}

const visibleTimes = ({ axis, window }: Scene): Span => ({ from: axis.timeAt(window.from), until: axis.timeAt(window.until) })

function paintHead(context: Context, scene: Scene, ticks: readonly number[]): void {
  const { width, gutter, palette, brush } = scene
  context.fillStyle = palette.sunken
  context.fillRect(0, 0, width, HEAD)
  context.fillStyle = palette.line
  context.fillRect(0, HEAD - 1, width, 1)
  if (brush !== undefined) {
    context.fillStyle = palette.selected
    context.fillRect(brush.from, 0, brush.until - brush.from, HEAD - 1)
    context.fillStyle = palette.accent
    context.fillRect(brush.from, 0, 1, HEAD)
    context.fillRect(brush.until, 0, 1, HEAD)
  }
  context.font = FONT_SMALL
  context.textBaseline = 'middle'
  context.fillStyle = palette.muted
  let free = gutter
  for (const tick of ticks) {
    const x = xOf(scene, tick)
    const words = tick === 0 ? '0' : `${tick < 0 ? '−' : ''}${shortDuration(Math.abs(tick))}`
    const wide = context.measureText(words).width
    if (x < free || x + wide + 4 > width) continue
    context.fillText(words, x + 4, HEAD / 2)
    free = x + wide + 14
  }
}

const FONT = '12px "Inter Variable", system-ui, sans-serif'
const FONT_SMALL = '11px "Inter Variable", system-ui, sans-serif'

/** `5 s`, `1 min 30 s`: without the parts that are nought. */
const shortDuration = (millis: number): string =>
  durationInWords(millis / 1000)
    .replace(/\.0 s$/, ' s')
    .replace(/ (?:0 s|00 min|0 h)$/, '')

function paintRow(context: Context, scene: Scene, row: Row, index: number): void {
  const { width, gutter, scrollTop, selected, hovered, palette } = scene
  const y = HEAD + index * ROW - scrollTop
  const isSelected = row.kind === 'lane' && row.lane.id === selected
  if (isSelected || index === hovered) {
    context.fillStyle = isSelected ? palette.selected : palette.sunken
    context.globalAlpha = isSelected ? 1 : 0.7
    context.fillRect(0, y, width, ROW)
    context.globalAlpha = 1
  }
  context.save()
  context.beginPath()
  context.rect(gutter, y, width - gutter, ROW)
  context.clip()
  if (row.kind === 'lane') paintLane(context, scene, row.lane, y)
  else paintGroup(context, scene, row.lanes, y)
  context.restore()
  paintName(context, scene, row, y)
}

function paintName(context: Context, { gutter, palette }: Scene, row: Row, y: number): void {
  const left = 10 + row.depth * 14
  const opens = row.kind === 'group' || row.opens !== undefined
  context.textBaseline = 'middle'
  context.font = FONT
  if (opens) {
    context.fillStyle = palette.muted
    context.beginPath()
    const [x, middle] = [left, y + ROW / 2]
    const corners: readonly (readonly [x: number, y: number])[] = row.open
      ? [
          [0, -2],
          [8, -2],
          [4, 3],
        ]
      : [
          [1, -4],
          [6, 0],
          [1, 4],
        ]
    for (const [right, down] of corners) context.lineTo(x + right, middle + down)
    context.fill()
  }
  const dot = left + 14
  const state = row.kind === 'lane' ? row.lane.state_type : worstOf(row.lanes)
  paintMark(context, palette, state, dot, y + ROW / 2)
  const name = row.kind === 'lane' ? row.lane.name : `${row.name}  × ${row.lanes.length}`
  context.fillStyle = palette.text
  context.fillText(fitted(context, name, gutter - dot - 18), dot + 10, y + ROW / 2 + 0.5)
}

/** A state as a shape, too, for who does not tell colours apart. */
function paintMark(context: Context, palette: Palette, state: string, x: number, y: number): void {
  context.strokeStyle = palette.states[state] ?? palette.muted
  context.fillStyle = context.strokeStyle
  context.lineWidth = 1.6
  context.beginPath()
  if (state === 'FAILED' || state === 'CRASHED') {
    context.moveTo(x - 3, y - 3)
    context.lineTo(x + 3, y + 3)
    context.moveTo(x + 3, y - 3)
    context.lineTo(x - 3, y + 3)
    context.stroke()
  } else if (state === 'COMPLETED') {
    context.moveTo(x - 3.5, y)
    context.lineTo(x - 1, y + 2.7)
    context.lineTo(x + 3.5, y - 2.7)
    context.stroke()
  } else if (state === 'RUNNING') {
    context.moveTo(x - 2.5, y - 3.5)
    context.lineTo(x + 3.5, y)
    context.lineTo(x - 2.5, y + 3.5)
    context.fill()
  } else {
    context.arc(x, y, 3, 0, 7)
    context.stroke()
  }
}

function fitted(context: Context, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text
  let [low, high] = [0, text.length]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (context.measureText(middled(text, middle)).width <= width) low = middle
    else high = middle - 1
  }
  return middled(text, low)
}

/** Names differ at their ends more often than in the middle. */
const middled = (text: string, length: number): string =>
  `${text.slice(0, Math.ceil(length / 2))}…${text.slice(text.length - Math.floor(length / 2))}`

function paintLane(context: Context, scene: Scene, lane: TimelineLane, y: number): void {
  const { width, palette, now } = scene
  const top = y + (ROW - BAR) / 2
  let end = 0
  const attempts = lane.segments.filter(({ kind }) => kind === 'running').length
  let attempt = 0
  for (const segment of lane.segments) {
    const from = xOf(scene, segment.from)
    const until = Math.max(xOf(scene, segment.until ?? now), from)
    if (segment.kind === 'running') attempt += 1
    if (until < scene.gutter - 4 || from > width) continue
    end = Math.max(end, until)
    paintSegment(context, palette, lane, segment, { from, until, top })
    if (attempts > 1 && segment.kind === 'running' && until - from > 18) {
      context.fillStyle = palette.page
      context.font = FONT_SMALL
      context.textBaseline = 'middle'
      context.fillText(String(attempt), Math.max(from, scene.gutter) + 5, top + BAR / 2 + 0.5)
    }
  }
  const ran = runTime(lane, now)
  if (ran !== undefined && end > 0 && end < width - 60) {
    context.fillStyle = palette.muted
    context.font = FONT_SMALL
    context.textBaseline = 'middle'
    context.fillText(durationInWords(ran / 1000), Math.max(end, scene.gutter) + 6, top + BAR / 2 + 0.5)
  }
}

/** Milliseconds in which a lane ran; undefined before it has. */
export function runTime({ segments }: TimelineLane, now: number): number | undefined {
  const running = segments.filter(({ kind }) => kind === 'running')
  return running.length === 0 ? undefined : running.reduce((sum, { from, until }) => sum + Math.max(0, (until ?? now) - from), 0)
}

function paintSegment(
  context: Context,
  palette: Palette,
  lane: TimelineLane,
  { kind, until: isOver, ended }: TimelineSegment,
  { from, until, top }: { readonly from: number; readonly until: number; readonly top: number },
): void {
  const length = Math.max(until - from, SMALLEST_BAR)
  const middle = top + BAR / 2
  if (kind === 'waiting' || kind === 'retrying') {
    context.strokeStyle = kind === 'retrying' ? palette.overdue : (palette.states['SCHEDULED'] ?? palette.muted)
    context.lineWidth = 1.5
    context.setLineDash(kind === 'retrying' ? [4, 3] : [])
    context.beginPath()
    context.moveTo(from, middle)
    context.lineTo(until, middle)
    context.stroke()
    context.setLineDash([])
    return
  }
  if (kind === 'paused') return paintHatched(context, palette.states['PAUSED'] ?? palette.muted, from, top, length)
  const colour =
    palette.states[ended === 'PAUSED' ? 'RUNNING' : (ended ?? (isOver === null ? lane.state_type : 'COMPLETED'))] ?? palette.muted
  if (lane.state_name === 'Cached') {
    context.strokeStyle = colour
    context.lineWidth = 1.5
    context.strokeRect(from + 0.75, top + 0.75, Math.max(length, 6) - 1.5, BAR - 1.5)
    return
  }
  context.fillStyle = colour
  context.beginPath()
  context.roundRect(from, top, length, BAR, Math.min(3, length / 2))
  context.fill()
  if (ended === 'FAILED' || ended === 'CRASHED') paintCross(context, palette, from, length, top)
}

function paintCross(context: Context, palette: Palette, from: number, length: number, top: number): void {
  if (length < 12) return
  const [x, y] = [from + length - 7, top + BAR / 2]
  context.strokeStyle = palette.page
  context.lineWidth = 1.5
  context.beginPath()
  context.moveTo(x - 2.5, y - 2.5)
  context.lineTo(x + 2.5, y + 2.5)
  context.moveTo(x + 2.5, y - 2.5)
  context.lineTo(x - 2.5, y + 2.5)
  context.stroke()
}

function paintHatched(context: Context, colour: string, from: number, top: number, length: number): void {
  context.save()
  context.beginPath()
  context.rect(from, top, length, BAR)
  context.clip()
  context.strokeStyle = colour
  context.lineWidth = 1.5
  context.beginPath()
  for (let x = from - BAR; x < from + length; x += 6) {
    context.moveTo(x, top + BAR)
    context.lineTo(x + BAR, top)
  }
  context.stroke()
  context.restore()
  context.strokeStyle = colour
  context.lineWidth = 1
  context.strokeRect(from + 0.5, top + 0.5, length - 1, BAR - 1)
}

/** How many of a folded row's runs were at work at once: the darker, the more. */
function paintGroup(context: Context, scene: Scene, lanes: readonly TimelineLane[], y: number): void {
  const { width, gutter, palette, now } = scene
  const top = y + (ROW - BAR) / 2
  const bins = new Float64Array(Math.max(1, Math.ceil((width - gutter) / 2)))
  const failed = new Uint8Array(bins.length)
  for (const lane of lanes) {
    for (const { kind, from, until } of lane.segments) {
      if (kind !== 'running') continue
      const first = Math.floor((xOf(scene, from) - gutter) / 2)
      const last = Math.max(first, Math.floor((xOf(scene, until ?? now) - gutter) / 2))
      for (let bin = Math.max(0, first); bin <= Math.min(bins.length - 1, last); bin += 1) bins[bin] = (bins[bin] ?? 0) + 1
      if (isFailed(lane) && last >= 0 && last < bins.length) failed[last] = 1
    }
  }
  const most = bins.reduce((best, count) => Math.max(best, count), 1)
  const colour = palette.states[lanes.some(({ state_type: type }) => type === 'RUNNING') ? 'RUNNING' : 'COMPLETED'] ?? palette.muted
  for (const [bin, count] of bins.entries()) {
    if (count === 0) continue
    const tall = 3 + (count / most) * (BAR - 3)
    context.fillStyle = failed[bin] === 1 ? (palette.states['FAILED'] ?? colour) : colour
    context.globalAlpha = failed[bin] === 1 ? 1 : 0.45 + 0.55 * (count / most)
    context.fillRect(gutter + bin * 2, top + BAR - tall, 2, tall)
  }
  context.globalAlpha = 1
}

const worstOf = (lanes: readonly TimelineLane[]): string =>
  lanes.find(isFailed)?.state_type ??
  lanes.find(({ state_type: type }) => type === 'RUNNING')?.state_type ??
  lanes[0]?.state_type ??
  'SCHEDULED'

function paintCuts(context: Context, scene: Scene): void {
  const { axis, window, width, gutter, height, palette } = scene
  context.save()
  context.beginPath()
  context.rect(gutter, 0, width - gutter, height)
  context.clip()
  const scale = (width - gutter) / (window.until - window.from)
  for (const { place, length, left } of axis.cuts) {
    const x = gutter + (place - window.from) * scale
    const wide = length * scale
    context.fillStyle = palette.sunken
    context.fillRect(x, HEAD, wide, height - HEAD)
    context.strokeStyle = palette.line
    context.setLineDash([3, 3])
    context.strokeRect(x + 0.5, HEAD + 0.5, wide - 1, height)
    context.setLineDash([])
    if (wide < 12) continue
    context.save()
    context.translate(x + wide / 2, HEAD + 8)
    context.rotate(Math.PI / 2)
    context.font = FONT_SMALL
    context.fillStyle = palette.muted
    context.textBaseline = 'middle'
    context.fillText(`… ${shortDuration(left)} …`, 0, 0)
    context.restore()
  }
  context.restore()
}

function paintNow(context: Context, scene: Scene): void {
  const x = xOf(scene, scene.now)
  if (x < scene.gutter || x > scene.width) return
  context.fillStyle = scene.palette.accent
  context.fillRect(Math.round(x), HEAD, 1, scene.height - HEAD)
}

import type { TimelineLane } from '@millrace/protocol'
import { durationInWords } from '../../time/duration.ts'
import { type Span, ticksOf } from './axis.ts'
import { paintGroup, paintLane } from './paint-bars.ts'
import type { Palette } from './palette.ts'
import { isFailed, type Row } from './rows.ts'
import { FONT, FONT_SMALL, HEAD, ROW, type Context, type Scene, xOf } from './scene.ts'

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

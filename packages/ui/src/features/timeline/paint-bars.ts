import type { TimelineLane, TimelineSegment } from '@millrace/protocol'
import { durationInWords } from '../../time/duration.ts'
import type { Palette } from './palette.ts'
import { isFailed } from './rows.ts'
import { runTime } from './run-time.ts'
import { BAR, FONT_SMALL, ROW, SMALLEST_BAR, type Context, type Scene, xOf } from './scene.ts'

/** One lane: a bar for each of its segments, and how long it ran behind the last. */
export function paintLane(context: Context, scene: Scene, lane: TimelineLane, y: number): void {
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
export function paintGroup(context: Context, scene: Scene, lanes: readonly TimelineLane[], y: number): void {
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

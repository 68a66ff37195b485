import { CommandFailure, WrongUsage } from '../errors.ts'

/** When a run is to start, from `--start-in` and `--start-at` in natural language; now without them. */
export async function readStartTime(startIn: string | undefined, startAt: string | undefined, now: Date): Promise<Date> {
  if (startIn !== undefined && startAt !== undefined) throw new WrongUsage('Only one of `--start-in` or `--start-at` can be set, not both.')
  if (startIn === undefined && startAt === undefined) return now
  const { casual } = await import('chrono-node')
  const text = startIn === undefined ? (startAt ?? '') : `in ${startIn.replace(/^in\s+/, '')}`
  const time = casual.parseDate(text, now, { forwardDate: true })
  if (time !== null) return time
  const option = startIn === undefined ? '--start-at' : '--start-in'
  throw new CommandFailure(
    `${option}: unable to parse scheduled start time '${startIn ?? startAt}'. Expected something like '10 minutes' or 'tomorrow at 9am'.`,
  )
}

import type { LogFilter, LogMarks, LogSummary, ReplyOf, viewRoutes } from '@millrace/protocol'
import { NotFound } from '../api/errors.ts'
import type { RequestContext } from '../http/request-context.ts'
import { countLogs, countLogsBefore, countLogsByLevel, listMarkedParts, readLog } from '../store/queries/log-views.ts'
import { listLogs } from '../store/queries/logs.ts'

/** Lines that are counted, and lines whose level is looked at. */
const MOST_LINES = 1_000_000
const MOST_LEVELS = 100_000

/** How many lines a filter wants, in all and by level, with the first of them. */
export const summariseLogs = ({ store }: RequestContext, filter: LogFilter, first: number): Promise<LogSummary> =>
  store.read(async (queries) => {
    const byLevel = await countLogsByLevel(queries, filter, MOST_LEVELS + 1)
    const between = (from: number, until: number): number =>
      byLevel.entries().reduce((sum, [level, count]) => (level >= from && level < until ? sum + count : sum), 0)
    const counted = between(-Infinity, Infinity)
    // Those whose level was looked at are all there are, mostly.
    const total = counted <= MOST_LEVELS ? counted : await countLogs(queries, filter, MOST_LINES + 1)
    return {
      total: Math.min(total, MOST_LINES),
      total_is_exact: total <= MOST_LINES,
      levels: { debug: between(-Infinity, 20), info: between(20, 30), warning: between(30, 40), error: between(40, Infinity) },
      levels_are_exact: total <= MOST_LEVELS,
      lines: first === 0 ? [] : await listLogs(queries, { filter, sort: 'TIMESTAMP_ASC', limit: first }),
    }
  })

/** A line and how many come before it. Throws `NotFound` where the filter does not want it. */
export const placeLog = ({ store }: RequestContext, id: string, filter: LogFilter): Promise<ReplyOf<typeof viewRoutes.logPlace>> =>
  store.read(async (queries) => {
    const log = await readLog(queries, filter, id)
    if (log === undefined) throw new NotFound('Log line not found')
    return { log, before: await countLogsBefore(queries, filter, log) }
  })

/** Parts of a log that are marked apart: a scroll bar shows no more. */
const PARTS = 200

/** In which parts of the lines that a filter wants are some that another one wants too. */
export const markLogs = ({ store }: RequestContext, filter: LogFilter, marked: LogFilter): Promise<LogMarks> =>
  store.read(async (queries) => {
    const total = await countLogs(queries, filter, MOST_LINES)
    return { parts: PARTS, marked: total === 0 ? [] : await listMarkedParts(queries, { filter, marked, total, parts: PARTS }) }
  })

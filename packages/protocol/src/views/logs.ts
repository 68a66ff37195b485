import { z } from 'zod'
import { log } from '../objects/log.ts'

/** How many lines there are, for whoever shows a part of them; counted no further than a million. */
export const logSummary = z.object({
  total: z.int(),
  total_is_exact: z.boolean(),
  /** By level, of the first hundred thousand lines: below 20, below 30, below 40, and from 40 on. */
  levels: z.object({ debug: z.int(), info: z.int(), warning: z.int(), error: z.int() }),
  levels_are_exact: z.boolean(),
  /** The first of them, oldest first, as many as were asked for. */
  lines: z.array(log),
})
export type LogSummary = z.output<typeof logSummary>

/** A line, and how many come before it. */
export const logPlace = z.object({ log, before: z.int() })

/** Which of so many equal parts of the lines have one that is marked, for marks beside a scroll bar. */
export const logMarks = z.object({ parts: z.int(), marked: z.array(z.int()) })
export type LogMarks = z.output<typeof logMarks>

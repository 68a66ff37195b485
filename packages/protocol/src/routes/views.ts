import { z } from 'zod'
import { across } from '../filters/across.ts'
import { logFilter } from '../filters/log-filter.ts'
import { taskRunSort } from '../filters/task-run-filter.ts'
import { route } from '../route.ts'
import { pageOf } from './replies.ts'
import { uuid } from '../values/scalars.ts'
import { timestamp } from '../values/timestamp.ts'
import { flowRow } from '../views/flow-row.ts'
import { flowGrid } from '../views/grid.ts'
import { logMarks, logPlace, logSummary } from '../views/logs.ts'
import { flowRunRow, rowsOf, slice, taskRunRow } from '../views/rows.ts'
import { timeline } from '../views/timeline.ts'

const byId = z.object({ id: uuid })

/** Log lines that come with the answer how many there are. */
const MOST_FIRST_LINES = 200

/** The orders in which rows of flow runs are listed; each has an index. */
export const flowRunRowSort = z.enum([
  'START_TIME_DESC',
  'START_TIME_ASC',
  'EXPECTED_START_TIME_DESC',
  'EXPECTED_START_TIME_ASC',
  'END_TIME_DESC',
  'NAME_ASC',
  'NAME_DESC',
])
export type FlowRunRowSort = z.output<typeof flowRunRowSort>

/** Those of task runs. */
export const taskRunRowSort = taskRunSort.extract(['EXPECTED_START_TIME_DESC', 'EXPECTED_START_TIME_ASC', 'END_TIME_DESC', 'NAME_ASC'])
export type TaskRunRowSort = z.output<typeof taskRunRowSort>

/**
 * What our own UI asks in one call where Prefect's API takes many. All are Millrace's own, below `/ui`, and may change from one version to
 * the next. Each is answered by a bounded set of indexed queries.
 */
export const viewRoutes = {
  flowRunRows: route({
    method: 'POST',
    path: '/ui/flow_runs/rows',
    summary: 'List flow runs with the names of what they belong to and the counts of their task runs',
    body: z.object({ ...across, ...slice, sort: flowRunRowSort.default('START_TIME_DESC') }).prefault({}),
    reply: rowsOf(flowRunRow),
    status: [200],
  }),
  taskRunRows: route({
    method: 'POST',
    path: '/ui/task_runs/rows',
    summary: 'List task runs with the names of their flow runs and flows',
    body: z.object({ ...across, ...slice, sort: taskRunRowSort.default('EXPECTED_START_TIME_DESC') }).prefault({}),
    reply: rowsOf(taskRunRow),
    status: [200],
  }),
  flowRows: route({
    method: 'POST',
    path: '/ui/flows/rows',
    summary: 'List flows with their last runs, next run, success rate and durations',
    body: z
      .object({
        ...across,
        sort: z.enum(['NAME_ASC', 'NAME_DESC', 'CREATED_DESC', 'UPDATED_DESC']).default('NAME_ASC'),
        limit: z.int().min(1).max(100).default(50),
        page: z.int().min(1).default(1),
      })
      .prefault({}),
    reply: pageOf(flowRow),
    status: [200],
  }),
  flowGrid: route({
    method: 'GET',
    path: '/ui/flows/{id}/grid',
    summary: 'How each task of a flow went in its latest 30 runs',
    params: byId,
    reply: flowGrid,
    status: [200],
  }),
  timeline: route({
    method: 'GET',
    path: '/ui/flow_runs/{id}/timeline',
    summary: 'What the task runs and subflow runs of a flow run did when, with their attempts',
    params: byId,
    /** Only lanes that changed since then, as an earlier answer said in `as_of`. */
    query: z.object({ since: timestamp.optional() }),
    reply: timeline,
    status: [200],
  }),
  logSummary: route({
    method: 'POST',
    path: '/ui/logs/summary',
    summary: 'How many log lines there are, in all and by level, with the first of them',
    body: z.object({ logs: logFilter, first: z.int().min(0).max(MOST_FIRST_LINES).default(0) }),
    reply: logSummary,
    status: [200],
  }),
  /** Sent as it is read, oldest first; of a task run, a flow run, or both. */
  logDownload: route({
    method: 'GET',
    path: '/ui/logs/download',
    summary: 'Log lines as text, or as one JSON object a line',
    query: z.object({
      flow_run_id: uuid.optional(),
      task_run_id: uuid.optional(),
      /** Lines below this level are left out. */
      level: z.coerce.number().int().optional(),
      format: z.enum(['text', 'jsonl']).default('text'),
    }),
    reply: z.unknown(),
    status: [200],
  }),
  logPlace: route({
    method: 'POST',
    path: '/ui/logs/place',
    summary: 'A log line and how many of those that a filter wants come before it',
    body: z.object({ id: uuid, logs: logFilter }),
    reply: logPlace,
    status: [200],
    refuses: [404],
  }),
  logMarks: route({
    method: 'POST',
    path: '/ui/logs/marks',
    summary: 'In which parts of the log lines that a filter wants are some that another one wants too',
    body: z.object({ logs: logFilter, marked: logFilter }),
    reply: logMarks,
    status: [200],
  }),
} as const

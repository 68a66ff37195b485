import { Readable } from 'node:stream'
import { Reply, type viewRoutes } from '@millrace/protocol'
import type { Received } from '@millrace/protocol'
import { Unprocessable } from '../api/errors.ts'
import type { RequestContext } from '../http/request-context.ts'
import { listLogs } from '../store/queries/logs.ts'
import type { LogRow } from '../store/schema.ts'
import type { Store } from '../store/store.ts'

/** Lines that are read, and sent, at once. */
const PAGE = 1000

const OPERATOR = 'and_' as const

type Wish = Received<typeof viewRoutes.logDownload>['query']

/** Log lines of a run as a file, sent as it is read. Throws `Unprocessable` where no run is named: the lines of all runs have no end. */
export async function downloadLogs({ store }: RequestContext, wish: Wish): Promise<Reply<Readable>> {
  const { flow_run_id: flowRun, task_run_id: taskRun, format } = wish
  if (flowRun === undefined && taskRun === undefined) throw new Unprocessable('Name a run: give flow_run_id, task_run_id, or both.')
  const [type, ending, lineOf] = FORMATS[format]
  return new Reply(200, Readable.from(linesOf(store, wish, lineOf)), {
    'content-type': `${type}; charset=utf-8`,
    'content-disposition': `attachment; filename="logs-${(taskRun ?? flowRun ?? '').slice(0, 8)}.${ending}"`,
  })
}

async function* linesOf(store: Store, wish: Wish, lineOf: (row: LogRow) => string): AsyncGenerator<string> {
  const { flow_run_id: flowRun, task_run_id: taskRun, level } = wish
  const filter = {
    operator: OPERATOR,
    ...(flowRun === undefined ? {} : { flow_run_id: { operator: OPERATOR, any_: [flowRun] } }),
    ...(taskRun === undefined ? {} : { task_run_id: { operator: OPERATOR, any_: [taskRun] } }),
    ...(level === undefined ? {} : { level: { ge_: level } }),
  }
  let after: LogRow | undefined
  for (;;) {
    const last = after
    const rows = await store.read((queries) => listLogs(queries, { filter, sort: 'TIMESTAMP_ASC', limit: PAGE, after: last }))
    if (rows.length > 0) yield rows.map(lineOf).join('')
    if (rows.length < PAGE) return
    after = rows.at(-1)
  }
}

const LEVELS: readonly (readonly [from: number, word: string])[] = [
  [50, 'CRITICAL'],
  [40, 'ERROR'],
  [30, 'WARNING'],
  [20, 'INFO'],
]

/** `2026-01-01 00:00:00.000 | INFO     | prefect.flow_runs - begins`, as a run's process prints it. */
const asText = ({ timestamp, level, name, message }: LogRow): string => {
  const word = LEVELS.find(([from]) => level >= from)?.[1] ?? 'DEBUG'
  return `${timestamp.slice(0, 23).replace('T', ' ')} | ${word.padEnd(8)} | ${name} - ${message}\n`
}

const asJson = ({ timestamp, level, name, message, flow_run_id, task_run_id }: LogRow): string =>
  `${JSON.stringify({ timestamp, level, name, message, flow_run_id, task_run_id })}\n`

const FORMATS = {
  text: ['text/plain', 'log', asText],
  jsonl: ['application/jsonl', 'jsonl', asJson],
} as const

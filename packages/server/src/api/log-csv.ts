import type { Timestamp } from '@millrace/protocol'
import { listLogs } from '../store/queries/logs.ts'
import type { LogRow } from '../store/schema.ts'
import type { Store } from '../store/store.ts'

/** Lines that are read, and sent, at once. */
const PAGE = 1000

const HEADER = 'timestamp,level,flow_run_id,task_run_id,message\r\n'

/** The log lines of a flow run as CSV, oldest first; each page is read when the one before has been taken. */
export async function* logCsv(store: Store, flowRunId: string): AsyncGenerator<string> {
  yield HEADER
  const page = {
    filter: { operator: 'and_' as const, flow_run_id: { operator: 'and_' as const, any_: [flowRunId] } },
    sort: 'TIMESTAMP_ASC' as const,
    limit: PAGE,
  }
  let after: LogRow | undefined
  for (;;) {
    const last = after
    const rows = await store.read((queries) => listLogs(queries, { ...page, after: last }))
    if (rows.length > 0) yield rows.map(lineOf).join('')
    if (rows.length < PAGE) return
    after = rows.at(-1)
  }
}

const lineOf = ({ timestamp, level, flow_run_id, task_run_id, message }: LogRow): string =>
  `${[written(timestamp), level, flow_run_id ?? '', task_run_id ?? '', quoted(message)].join(',')}\r\n`

/** As Python writes an instant, which is what reads such files so far: `2026-01-01 00:00:00+00:00`. */
const written = (timestamp: Timestamp): string => `${timestamp.slice(0, 10)} ${timestamp.slice(11, -1).replace(/\.0+$/, '')}+00:00`

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

import type { Handlers, Log, LogCreate, logRoutes, Timestamp } from '@millrace/protocol'
import type { LogStream } from '../events/log-stream.ts'
import type { RequestContext } from '../http/request-context.ts'
import { newId } from '../orchestration/chance.ts'
import { insertLogs, listLogs } from '../store/queries/logs.ts'
import { sliceOf } from './page.ts'

/** Handlers of the log routes; lines that are written go to `stream` too. */
export const logHandlers = (stream: LogStream): Handlers<typeof logRoutes, RequestContext> => ({
  async create({ store, clock }, { body }) {
    if (body.length === 0) return null
    const now = clock.now()
    const rows = body.map((line) => rowOf(line, now))
    await store.write(async (tx) => {
      await insertLogs(tx, rows)
      if (stream.isHeard) tx.afterCommit(() => stream.publish(rows))
    })
    return null
  },

  filter: (context, { body }) =>
    context.store.read((queries) => listLogs(queries, { filter: body.logs, sort: body.sort, ...sliceOf(context, body) })),
})

/** The line as it is stored; Postgres holds no NUL in a text, so it is left out, as Prefect does. */
const rowOf = (
  { name, level, message, timestamp, flow_run_id, task_run_id }: LogCreate,
  now: Timestamp,
): Log & { created: string; updated: string } => ({
  id: newId(),
  created: now,
  updated: now,
  name: name.replaceAll('\0', ''),
  level,
  message: message.replaceAll('\0', ''),
  timestamp,
  flow_run_id: flow_run_id ?? null,
  task_run_id: task_run_id ?? null,
})

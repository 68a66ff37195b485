import { Readable } from 'node:stream'
import { type Handlers, type Log, type LogCreate, type logRoutes, Reply, type Timestamp } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import { newId } from '../orchestration/chance.ts'
import { readFlowRun } from '../store/queries/flow-runs.ts'
import { insertLogs, listLogs } from '../store/queries/logs.ts'
import { NotFound } from './errors.ts'
import { logCsv } from './log-csv.ts'
import { sliceOf } from './page.ts'

export const logHandlers: Handlers<typeof logRoutes, RequestContext> = {
  async create({ store, clock, logs }, { body }) {
    if (body.length === 0) return null
    const now = clock.now()
    const rows = body.map((line) => rowOf(line, now))
    await store.write(async (tx) => {
      await insertLogs(tx, rows)
      if (logs.isHeard) tx.afterCommit(() => logs.publish(rows))
    })
    return null
  },

  filter: (context, { body }) =>
    context.store.read((queries) => listLogs(queries, { filter: body.logs, sort: body.sort, ...sliceOf(context, body) })),

  async download({ store }, { params }) {
    const run = await store.read((queries) => readFlowRun(queries, params.id))
    if (run === undefined) throw new NotFound('Flow run not found')
    const name = encoded(`${run.name}-logs.csv`)
    return new Reply(200, Readable.from(logCsv(store, params.id)), {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="flow-run-logs.csv"; filename*=UTF-8''${name}`,
    })
  },
}

/** As a header's `filename*` takes it, which leaves fewer characters as they are than an address does. */
const encoded = (name: string): string =>
  encodeURIComponent(name.toWellFormed()).replaceAll(/['()*!]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)

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

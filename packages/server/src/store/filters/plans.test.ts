import { deploymentFilter, eventFilter, flowFilter, flowRunFilter, logFilter, taskRunFilter } from '@millrace/protocol'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Condition } from '../dialect/dialect.ts'
import { sqliteDialect } from '../dialect/sqlite.ts'
import { openTestStore } from '../testing.ts'
import { flowRunsAcross, taskRunsAcross } from './across.ts'
import { eventWhere } from './event-where.ts'
import { logWhere } from './log-where.ts'

const ID = '00000000-0000-4000-8000-000000000000'
const TIME = '2024-01-01T00:00:00Z'
const OCCURRED = { since: TIME, until: TIME }

const flowRuns = (filter: object): Condition => flowRunsAcross(sqliteDialect, { flow_runs: flowRunFilter.parse(filter) })
const taskRuns = (filter: object): Condition => taskRunsAcross(sqliteDialect, { task_runs: taskRunFilter.parse(filter) })
const logs = (filter: object): Condition => logWhere(sqliteDialect, logFilter.parse(filter))
const events = (filter: object): Condition => eventWhere(sqliteDialect, eventFilter.parse({ occurred: OCCURRED, ...filter }))

/** With an order of its own where another than the table's is usual. */
type Case = readonly [label: string, where: Condition, order?: string]

const FOUND_BY_INDEX: Readonly<Record<string, { readonly order: string; readonly cases: readonly Case[] }>> = {
  flow_run: {
    order: 'flow_run.expected_start_time desc',
    cases: [
      ['id', flowRuns({ id: { any_: [ID] } })],
      ['name', flowRuns({ name: { any_: ['x'] } })],
      ['state type', flowRuns({ state: { type: { any_: ['RUNNING', 'PENDING'] } } })],
      ['state name', flowRuns({ state: { name: { any_: ['Late'] } } })],
      ['deployment', flowRuns({ deployment_id: { any_: [ID] } })],
      ['queue', flowRuns({ work_queue_name: { any_: ['x'] } })],
      ['version', flowRuns({ flow_version: { any_: ['x'] } })],
      ['start', flowRuns({ start_time: { after_: TIME } }), 'coalesce(start_time, expected_start_time) desc'],
      ['expected start', flowRuns({ expected_start_time: { before_: TIME, after_: TIME } })],
      ['due', flowRuns({ next_scheduled_start_time: { before_: TIME }, state: { type: { any_: ['SCHEDULED'] } } })],
      ['parent run', flowRuns({ parent_flow_run_id: { any_: [ID] } })],
      ['parent task', flowRuns({ parent_task_run_id: { any_: [ID] } })],
      ['idempotency key', flowRuns({ idempotency_key: { any_: ['x'] } })],
      ['flow', flowRunsAcross(sqliteDialect, { flows: flowFilter.parse({ id: { any_: [ID] } }) })],
      ['its deployment', flowRunsAcross(sqliteDialect, { deployments: deploymentFilter.parse({ id: { any_: [ID] } }) })],
      ['flow name', flowRunsAcross(sqliteDialect, { flows: flowFilter.parse({ name: { any_: ['x'] } }) })],
    ],
  },
  task_run: {
    order: 'task_run.expected_start_time desc',
    cases: [
      ['id', taskRuns({ id: { any_: [ID] } })],
      ['flow run', taskRuns({ flow_run_id: { any_: [ID] } })],
      ['flow run across', taskRunsAcross(sqliteDialect, { flow_runs: flowRunFilter.parse({ id: { any_: [ID] } }) })],
      ['state type', taskRuns({ state: { type: { any_: ['RUNNING'] } } })],
    ],
  },
  log: {
    order: 'log.timestamp, log.id',
    cases: [
      ['flow run', logs({ flow_run_id: { any_: [ID] }, level: { ge_: 20 } })],
      ['task run', logs({ task_run_id: { any_: [ID] } })],
      ['time', logs({ timestamp: { after_: TIME } })],
    ],
  },
  event: {
    order: 'event.occurred desc, event.id desc',
    cases: [
      ['time', events({})],
      ['name', events({ event: { name: ['x'] } })],
      ['prefix', events({ event: { prefix: ['x'] } })],
      ['resource', events({ resource: { id: ['x'] } })],
      ['related', events({ related: { id: ['x'], role: ['flow'] } })],
      ['any resource', events({ any_resource: { id: ['x'] } })],
    ],
  },
}

describe.each(Object.entries(FOUND_BY_INDEX))('a list of %s', (table, { order, cases }) => {
  it('is found through an index', async () => {
    await using store = await openTestStore('sqlite')
    for (const [label, where, own] of cases) {
      const plan = await store.read(({ db }) => explain(`select * from ${table} where`, where, own ?? order).execute(db))
      const steps = plan.rows.map(({ detail }) => detail)
      expect(
        steps.filter((step) => step.startsWith(`SCAN ${table}`)),
        `${label}: ${steps.join(' / ')}`,
      ).toEqual([])
    }
  })
})

describe('a list of flow runs', () => {
  it.each(['expected_start_time desc', 'coalesce(start_time, expected_start_time) desc', 'name asc', 'end_time desc', 'id desc'])(
    'comes in the order of %s from an index, without sorting them all',
    async (order) => {
      await using store = await openTestStore('sqlite')
      const plan = await store.read(({ db }) => explain('select * from flow_run where', sql`true`, order).execute(db))
      expect(plan.rows.map(({ detail }) => detail)).toEqual([expect.stringMatching(/^SCAN flow_run USING INDEX/)])
    },
  )
})

const explain = (select: string, where: Condition, order: string) =>
  sql<{ detail: string }>`explain query plan ${sql.raw(select)} ${where} order by ${sql.raw(order)} limit 200`

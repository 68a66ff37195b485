import {
  blockDocumentFilter,
  blockSchemaFilter,
  blockTypeFilter,
  deploymentFilter,
  eventFilter,
  flowFilter,
  flowRunFilter,
  logFilter,
  taskRunFilter,
  variableFilter,
  workerFilter,
  workPoolFilter,
  workQueueFilter,
} from '@millrace/protocol'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Condition, Dialect } from '../dialect/dialect.ts'
import type { Schema } from '../schema.ts'
import type { Queries } from '../store.ts'
import type { TestStore } from '../testing.ts'
import { deploymentsAcross, flowRunsAcross, flowsAcross, taskRunsAcross } from './across.ts'
import { blockDocumentWhere, blockSchemaWhere, blockTypeWhere } from './block-where.ts'
import { deploymentWhere } from './deployment-where.ts'
import { eventWhere } from './event-where.ts'
import { flowRunWhere } from './flow-run-where.ts'
import { flowWhere } from './flow-where.ts'
import { logWhere } from './log-where.ts'
import { idOf, writeWorld } from './sample-world.ts'
import { sample } from '../sample-rows.ts'
import { taskRunWhere } from './task-run-where.ts'
import { variableWhere } from './variable-where.ts'
import { workerWhere, workPoolWhere, workQueueWhere } from './work-pool-where.ts'

type Case = readonly [filter: object, names: string]

/** What each filter matches, among the objects of `sample-world.ts`; names are separated by spaces. */
export function describeFilters(open: () => Promise<TestStore>): void {
  // Filters only read: one world serves them all.
  let store: TestStore
  beforeAll(async () => {
    store = await open()
    await store.write(writeWorld)
  })
  afterAll(() => store[Symbol.asyncDispose]())

  const suite = (
    table: keyof Schema,
    label: string,
    where: (dialect: Dialect, filter: unknown) => Condition,
    cases: readonly Case[],
  ): void => {
    describe(`the filter of ${table}`, () => {
      it('matches what Prefect matches', async () => {
        for (const [filter, names] of cases) {
          const found = await store.read((queries) => namesIn(queries, table, label, where(queries.dialect, filter)))
          expect(found, JSON.stringify(filter)).toBe(names)
        }
      })
    })
  }

  suite('flow', 'name', (dialect, filter) => flowWhere(dialect, flowFilter.parse(filter)), [
    [{}, 'alpha beta gamma'],
    [{ id: { any_: [] } }, ''],
    [{ id: { any_: [idOf('alpha'), idOf('nobody')] } }, 'alpha'],
    [{ id: { not_any_: [idOf('alpha')] } }, 'beta gamma'],
    [{ id: { not_any_: [] } }, 'alpha beta gamma'],
    [{ id: { any_: Array.from({ length: 40 }, (_, index) => idOf(index === 7 ? 'beta' : `x${index}`)) } }, 'beta'],
    [{ name: { like_: 'AL' } }, 'alpha'],
    [{ name: { like_: '' } }, 'alpha beta gamma'],
    [{ name: { like_: 'a_p' } }, 'alpha'],
    [{ name: { like_: '\\' } }, ''],
    [{ name: { any_: ['beta', 'o\'hara {"x",}'] } }, 'beta'],
    [{ tags: { all_: ['a', 'b'] } }, 'alpha'],
    [{ tags: { all_: [] } }, 'alpha beta gamma'],
    [{ tags: { operator: 'or_', all_: [], is_null_: true } }, 'gamma'],
    [{ tags: { any_: [] } }, ''],
    [{ tags: { any_: ['b', 'z'] } }, 'alpha beta'],
    [{ tags: { is_null_: true } }, 'gamma'],
    [{ tags: { is_null_: false } }, 'alpha beta'],
    [{ tags: { operator: 'or_', all_: ['a'], is_null_: true } }, 'alpha gamma'],
    [{ deployment: { is_null_: true } }, 'beta gamma'],
    [{ deployment: { is_null_: false } }, 'alpha'],
    [{ operator: 'or_', name: { any_: ['beta'] }, tags: { all_: ['a'] } }, 'alpha beta'],
    [{ operator: 'or_', name: { any_: ['beta'] }, tags: {} }, 'alpha beta gamma'],
  ])

  it('tells members of a list from what only looks like one', async () => {
    await using own = await open()
    const tags = ['a', 'x"rare', 'x,', '["y"', 'back\\', 'ü🐢', '']
    await own.write(({ db }) => db.insertInto('flow').values(sample.flow({ tags })).execute())
    const has = async (tag: string): Promise<boolean[]> => {
      const { rows } = await own.read(({ db, dialect }) =>
        sql<{ all: unknown; any: unknown }>`select ${dialect.hasAll('flow.tags', ['a', tag])} as "all",
          ${dialect.hasAny('flow.tags', ['none', tag])} as "any" from flow`.execute(db),
      )
      return rows.flatMap((row) => [Boolean(row.all), Boolean(row.any)])
    }
    for (const tag of tags) expect(await has(tag), tag).toEqual([true, true])
    for (const tag of ['rare', 'x', 'y', 'back', '"', ',', 'ü', 'A', '\\']) expect(await has(tag), tag).toEqual([false, false])
  })

  suite('flow_run', 'name', (dialect, filter) => flowRunWhere(dialect, flowRunFilter.parse(filter)), [
    [{}, 'child done due running'],
    [{ state: { type: { any_: ['RUNNING', 'COMPLETED'] } } }, 'done running'],
    [{ state: { type: { not_any_: ['RUNNING'] } } }, 'done due'],
    [{ state: { name: { any_: ['Late'] } } }, 'due'],
    [{ state: { operator: 'or_', type: { any_: ['RUNNING'] }, name: { any_: ['Late'] } } }, 'due running'],
    [{ deployment_id: { any_: [idOf('daily')] } }, 'done due'],
    [{ deployment_id: { is_null_: true } }, 'child running'],
    [{ deployment_id: { operator: 'or_', any_: [idOf('daily')], is_null_: true } }, 'child done due running'],
    [{ work_queue_name: { any_: ['fast'] } }, 'due'],
    [{ flow_version: { any_: ['v1'] } }, 'done'],
    [{ start_time: { after_: '2024-01-02T00:00:00Z' } }, 'due running'],
    [{ start_time: { before_: '2024-01-01T00:00:00Z' } }, 'done'],
    [{ start_time: { is_null_: true } }, 'child due'],
    [{ end_time: { is_null_: false } }, 'done'],
    [{ end_time: { before_: '2024-01-01T01:00:00Z', after_: '2024-01-01T01:00:00Z' } }, 'done'],
    [{ expected_start_time: { after_: '2024-01-03T00:00:00Z' } }, 'due'],
    [{ next_scheduled_start_time: { before_: '2025-01-01T00:00:00Z' } }, 'due'],
    [{ parent_flow_run_id: { any_: [idOf('running')] } }, 'child'],
    [{ parent_flow_run_id: { any_: [] } }, ''],
    [{ parent_task_run_id: { is_null_: false } }, 'child'],
    [{ idempotency_key: { any_: ['once'] } }, 'done'],
    [{ idempotency_key: { not_any_: ['other'] } }, 'done'],
    [{ created_by: { type_: ['SCHEDULE'] } }, 'due'],
    [{ created_by: { id_: [idOf('schedule')] } }, 'due'],
    [{ created_by: { is_null_: true } }, 'child done running'],
    [{ tags: { any_: ['nightly'] } }, 'due'],
  ])

  suite('task_run', 'name', (dialect, filter) => taskRunWhere(dialect, taskRunFilter.parse(filter)), [
    [{}, 'alone fetch stand-in'],
    [{ flow_run_id: {} }, 'fetch stand-in'],
    [{ flow_run_id: { any_: [idOf('running')] } }, 'fetch stand-in'],
    [{ flow_run_id: { is_null_: true, any_: [idOf('running')] } }, 'alone'],
    [{ flow_run_id: { is_null_: null } }, 'alone fetch stand-in'],
    [{ subflow_runs: { exists_: true } }, 'stand-in'],
    [{ subflow_runs: { exists_: false } }, 'alone fetch'],
    [{ state: { type: { any_: ['FAILED'] } } }, 'fetch'],
    [{ start_time: { after_: '2024-01-02T00:00:00Z' } }, 'fetch'],
    [{ name: { like_: 'FET' } }, 'fetch'],
  ])

  suite('deployment', 'name', (dialect, filter) => deploymentWhere(dialect, deploymentFilter.parse(filter)), [
    [{}, 'daily weekly'],
    [{ paused: { eq_: true } }, 'weekly'],
    [{ is_schedule_active: { eq_: true } }, 'daily'],
    [{ flow_or_deployment_name: { like_: 'ALPH' } }, 'daily weekly'],
    [{ flow_or_deployment_name: { like_: 'week' } }, 'weekly'],
    [{ work_queue_name: { any_: ['fast'] } }, 'daily'],
    [{ concurrency_limit: { ge_: 2, le_: 4 } }, 'daily weekly'],
    [{ tags: { all_: ['t'] } }, 'daily'],
  ])

  suite('work_pool', 'name', (dialect, filter) => workPoolWhere(dialect, workPoolFilter.parse(filter)), [
    [{ type: { any_: ['docker'] } }, 'idle'],
    [{ name: { any_: ['local'] } }, 'local'],
    [{ id: { any_: [idOf('local')] } }, 'local'],
  ])

  suite('work_queue', 'name', (dialect, filter) => workQueueWhere(dialect, workQueueFilter.parse(filter)), [
    [{ name: { startswith_: ['FA', 'nothing'] } }, 'fast'],
    [{ name: { startswith_: [] } }, 'fast slow'],
    [{ name: { any_: ['slow'] } }, 'slow'],
    [{ id: { any_: [idOf('fast')] } }, 'fast'],
  ])

  const online = sql<boolean>`worker.last_heartbeat_time > ${'2024-01-01T00:00:00.000000Z'}`
  suite('worker', 'name', (_, filter) => workerWhere(workerFilter.parse(filter), online), [
    [{}, 'asleep awake'],
    [{ status: { any_: ['ONLINE'] } }, 'awake'],
    [{ status: { any_: [] } }, ''],
    [{ status: { not_any_: ['ONLINE'] } }, 'asleep'],
    [{ last_heartbeat_time: { before_: '2023-01-01T00:00:00Z' } }, 'asleep'],
  ])

  suite('variable', 'name', (dialect, filter) => variableWhere(dialect, variableFilter.parse(filter)), [
    [{ name: { like_: 'SPEED' } }, 'speed'],
    [{ tags: { any_: ['x'] } }, 'speed'],
  ])

  suite('block_type', 'slug', (dialect, filter) => blockTypeWhere(dialect, blockTypeFilter.parse(filter)), [
    [{ name: { like_: 'file' } }, 'local-file-system'],
    [{ slug: { any_: ['secret'] } }, 'secret'],
  ])

  suite('block_schema', 'checksum', (dialect, filter) => blockSchemaWhere(dialect, blockSchemaFilter.parse(filter)), [
    [{ block_capabilities: { all_: ['get-directory', 'put-directory'] } }, 'sha256:files'],
    [{ block_capabilities: { all_: [] } }, 'sha256:files sha256:secret'],
    [{ version: { any_: ['2'] } }, 'sha256:secret'],
    [{ block_type_id: { any_: [idOf('secret')] } }, 'sha256:secret'],
  ])

  suite('block_document', 'name', (dialect, filter) => blockDocumentWhere(dialect, blockDocumentFilter.parse(filter)), [
    [{}, 'store'],
    [{ is_anonymous: null }, 'hidden store'],
    [{ is_anonymous: { eq_: true } }, 'hidden'],
    [{ is_anonymous: {}, block_type_id: { any_: [idOf('secret')] } }, 'hidden'],
  ])

  suite('log', 'message', (dialect, filter) => logWhere(dialect, logFilter.parse(filter)), [
    [{}, '100% of Ärger connection reset debugging'],
    [{ level: { ge_: 20, le_: 30 } }, '100% of Ärger'],
    [{ timestamp: { after_: '2024-01-02T00:00:00Z' } }, 'connection reset debugging'],
    [{ flow_run_id: { any_: [idOf('running')] } }, 'connection reset debugging'],
    [{ task_run_id: { any_: [idOf('fetch')] } }, 'connection reset'],
    [{ task_run_id: { is_null_: true } }, '100% of Ärger debugging'],
    [{ text: { query: '"CONNECTION Reset" -debug' } }, 'connection reset'],
    [{ text: { query: '100% reset' } }, '100% of Ärger connection reset'],
    [{ text: { query: '+reset +connection' } }, 'connection reset'],
    [{ text: { query: 'Ärger' } }, '100% of Ärger'],
    [{ text: { query: '!reset - ' } }, '100% of Ärger debugging'],
    [{ text: { query: '1_0%' } }, ''],
    [{ text: { query: '  ' } }, '100% of Ärger connection reset debugging'],
  ])

  suite('event', 'event', (dialect, filter) => eventWhere(dialect, eventFilter.parse(filter)), [
    [{}, 'prefect.flow-run.Completed prefect.flow-run.Failed user_made.%'],
    [{ event: { prefix: ['prefect.flow-run.'] } }, 'prefect.flow-run.Completed prefect.flow-run.Failed'],
    [{ event: { prefix: ['Prefect.'] } }, ''],
    [{ event: { exclude_prefix: ['prefect.'] } }, 'user_made.%'],
    [{ event: { name: ['user_made.%'] } }, 'user_made.%'],
    [{ event: { exclude_name: ['user_made.%'], prefix: [] } }, 'prefect.flow-run.Completed prefect.flow-run.Failed'],
    [{ occurred: { since: '2024-01-02T00:00:00Z', until: '2024-01-02T23:59:59Z' } }, 'prefect.flow-run.Failed'],
    [{ resource: { id: ['prefect.flow-run.1'] } }, 'prefect.flow-run.Completed'],
    [{ resource: { id_prefix: ['prefect.flow-run.'] } }, 'prefect.flow-run.Completed prefect.flow-run.Failed'],
    [{ resource: { labels: { 'dotted."label': 'Big*' } } }, 'prefect.flow-run.Completed'],
    [{ resource: { labels: { 'dotted."label': 'big*' } } }, ''],
    [{ resource: { labels: { 'dotted."label': [] } } }, ''],
    [{ resource: { labels: { 'prefect.resource.id': ['prefect.*', '!user*'] } } }, 'prefect.flow-run.Completed prefect.flow-run.Failed'],
    [{ related: { id: ['prefect.flow.1'] } }, 'prefect.flow-run.Completed prefect.flow-run.Failed'],
    [{ related: { id: ['prefect.flow.1'], role: ['deployment'] } }, ''],
    [{ related: { id: ['prefect.flow-run.1'] } }, ''],
    [{ related: { id: [], role: [], labels: {} } }, 'prefect.flow-run.Completed prefect.flow-run.Failed user_made.%'],
    [{ related: [{ role: ['flow'] }, { role: ['tag'] }] }, 'prefect.flow-run.Failed'],
    [
      {
        related: {
          resources_in_roles: [
            ['prefect.flow.1', 'flow'],
            ['x', 'y'],
          ],
        },
      },
      'prefect.flow-run.Completed prefect.flow-run.Failed',
    ],
    [{ related: { labels: { colour: 'r?d', 'prefect.resource.role': 'tag' } } }, 'prefect.flow-run.Failed'],
    [{ related: { labels: { colour: 'red', 'prefect.resource.role': 'flow' } } }, ''],
    [{ any_resource: { id: ['prefect.flow-run.1', 'prefect.tag.1'] } }, 'prefect.flow-run.Completed prefect.flow-run.Failed'],
    [{ any_resource: { id_prefix: ['user.'] } }, 'user_made.%'],
    [{ any_resource: [{ labels: { colour: 'red' } }] }, 'prefect.flow-run.Failed'],
    [{ any_resource: { labels: { 'dotted."label': '*' } } }, 'prefect.flow-run.Completed'],
    [{ text: { query: 'needle' } }, 'user_made.%'],
    [{ id: { id: [idOf('event-1')] } }, 'prefect.flow-run.Completed'],
  ])

  suite('flow', 'name', (dialect, filter) => flowsAcross(dialect, parsed(filter)), [
    [{ deployments: {} }, 'alpha'],
    [{ work_pools: { name: { any_: ['local'] } } }, 'alpha'],
    [{ work_pools: { name: { any_: ['idle'] } } }, ''],
    [{ flow_runs: { state: { type: { any_: ['RUNNING'] } } } }, 'beta'],
    [{ task_runs: { name: { any_: ['fetch'] } }, flow_runs: null }, 'beta'],
    [{ flow_runs: { state: { type: { any_: ['COMPLETED'] } } }, task_runs: { name: { any_: ['fetch'] } } }, ''],
  ])

  suite('flow_run', 'name', (dialect, filter) => flowRunsAcross(dialect, parsed(filter)), [
    [{}, 'child done due running'],
    [{ flows: { name: { any_: ['alpha'] } } }, 'done due'],
    [{ deployments: { name: { any_: ['daily'] } }, flow_runs: { state: { type: { any_: ['SCHEDULED'] } } } }, 'due'],
    [{ work_pools: { name: { any_: ['local'] } } }, 'due'],
    [{ work_pool_queues: { name: { any_: ['slow'] } } }, ''],
    [{ task_runs: { name: { any_: ['fetch'] } } }, 'running'],
    [{ flows: { name: { any_: ['alpha'] } }, task_runs: { name: { any_: ['fetch'] } } }, ''],
  ])

  suite('task_run', 'name', (dialect, filter) => taskRunsAcross(dialect, parsed(filter)), [
    [{ flow_runs: { id: { any_: [idOf('running')] } } }, 'fetch stand-in'],
    [{ flow_runs: { id: { any_: [idOf('running')] } }, task_runs: { name: { any_: ['fetch'] } } }, 'fetch'],
    [{ flow_runs: { id: { not_any_: [idOf('running')] } } }, ''],
    [{ flows: { name: { any_: ['beta'] } }, flow_runs: { state: { type: { any_: ['RUNNING'] } } } }, 'fetch stand-in'],
    [{ deployments: {} }, ''],
    [{ work_pools: {}, work_pool_queues: {} }, ''],
  ])

  suite('deployment', 'name', (dialect, filter) => deploymentsAcross(dialect, parsed(filter)), [
    [{ flows: { name: { any_: ['alpha'] } } }, 'daily weekly'],
    [{ flow_runs: { name: { any_: ['due'] } } }, 'daily'],
    [{ task_runs: {} }, ''],
    [{ work_pools: { type: { any_: ['process'] } } }, 'daily'],
    [{ work_pool_queues: { name: { any_: ['fast'] } }, deployments: { paused: { eq_: false } } }, 'daily'],
  ])
}

const FILTERS = {
  flows: flowFilter,
  flow_runs: flowRunFilter,
  task_runs: taskRunFilter,
  deployments: deploymentFilter,
  work_pools: workPoolFilter,
  work_pool_queues: workQueueFilter,
}

const parsed = (filters: unknown): object =>
  Object.fromEntries(
    Object.entries(filters as Record<keyof typeof FILTERS, unknown>).map(([name, filter]) => [
      name,
      filter === null ? null : FILTERS[name as keyof typeof FILTERS].parse(filter),
    ]),
  )

async function namesIn({ db }: Queries, table: keyof Schema, label: string, where: Condition): Promise<string> {
  const { rows } = await sql<{
    label: string
  }>`select ${sql.ref(`${table}.${label}`)} as label from ${sql.table(table)} where ${where}`.execute(db)
  return rows
    .map((row) => row.label)
    .toSorted()
    .join(' ')
}

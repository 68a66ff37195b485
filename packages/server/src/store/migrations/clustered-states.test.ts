import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { clusteredStates } from './0009-clustered-states.ts'
import { MIGRATIONS } from './migration.ts'

it('keeps every state, and what refers to states', () => {
  using database = new DatabaseSync(':memory:')
  const earlier = MIGRATIONS.slice(0, MIGRATIONS.indexOf(clusteredStates))
  for (const statement of earlier.flatMap((step) => step.statements('sqlite'))) database.exec(statement)
  const time = '2024-01-01T00:00:00.000000Z'
  database.exec(`
    insert into flow (id, created, updated, name, tags, labels) values ('f', '${time}', '${time}', 'f', '[]', '{}');
    insert into flow_run (id, created, updated, name, tags, labels, run_count, total_run_time, flow_id, parameters, context,
      empirical_policy, auto_scheduled, attempt) values ('r', '${time}', '${time}', 'r', '[]', '{}', 0, 0, 'f', '{}', '{}', '{}', 0, 0);
    insert into task_run (id, created, updated, name, tags, labels, run_count, total_run_time, task_key, dynamic_key, empirical_policy,
      task_inputs, flow_run_run_count) values ('t', '${time}', '${time}', 't', '[]', '{}', 0, 0, 'k', 'd', '{}', '{}', 0);
    insert into flow_run_state values ('a', 'RUNNING', 'Running', '${time}', 'hello', null, '{}', 'r');
    insert into task_run_state values ('b', 'COMPLETED', 'Completed', '${time}', null, '1', '{"cache_key":"key"}', 't');
    insert into task_run_state_cache values ('c', '${time}', 'key', null, 'b')`)
  database.exec('begin')
  for (const statement of clusteredStates.statements('sqlite')) database.exec(statement)
  database.exec('commit')
  const state = { timestamp: time, message: null, data: null, state_details: '{}' }
  expect(rows(database, 'select * from flow_run_state')).toEqual([
    { ...state, id: 'a', flow_run_id: 'r', type: 'RUNNING', name: 'Running', message: 'hello' },
  ])
  expect(rows(database, 'select * from task_run_state')).toEqual([
    { ...state, id: 'b', task_run_id: 't', type: 'COMPLETED', name: 'Completed', data: '1', state_details: '{"cache_key":"key"}' },
  ])
  expect(rows(database, 'select cache_key, task_run_state_id from task_run_state_cache')).toEqual([
    { cache_key: 'key', task_run_state_id: 'b' },
  ])
  database.exec("delete from task_run where id = 't'")
  expect(rows(database, 'select id from task_run_state union all select id from task_run_state_cache')).toEqual([])
  expect(rows(database, 'pragma foreign_key_check')).toEqual([])
})

const rows = (database: DatabaseSync, sql: string): unknown[] =>
  database
    .prepare(sql)
    .all()
    .map((row) => ({ ...row }))

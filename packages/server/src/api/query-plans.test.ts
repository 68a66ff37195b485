import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { countRuns } from '../store/queries/run-tallies.ts'
import { type Plan, recordPlans, type RecordingStore } from '../store/recording.ts'
import type { Store } from '../store/store.ts'
import { STORE_KINDS, type StoreKind } from '../store/testing.ts'
import { openTestApi } from './testing.ts'

/** Tables that have a row for everything that ever happened. */
const GROWING = [
  'flow_run',
  'task_run',
  'flow_run_state',
  'task_run_state',
  'log',
  'event',
  'event_resource',
  'flow_run_tally',
  'flow_run_owner_tally',
  'audit_entry',
] as const

const id = (kind: number, number: number): string => `${String(kind).padStart(8, '0')}-0000-4000-8000-${String(number).padStart(12, '0')}`
const [FLOW, DEPLOYMENT, RUN, TASK, QUEUE] = [id(1, 3), id(2, 3), id(3, 15_000), id(4, 20_000), id(5, 1)]
const DAY = { after_: '2024-05-01T00:00:00Z', before_: '2024-05-02T00:00:00Z' }
const SPAN = { history_start: DAY.after_, history_end: DAY.before_, history_interval_seconds: 3600 }
const LONG = { history_start: '2024-04-20T00:00:00Z', history_end: '2024-05-03T00:00:00Z', history_interval_seconds: 7200 }
const OCCURRED = { occurred: { since: DAY.after_, until: DAY.before_ } }

const runs = (criteria: object): object => ({ flow_runs: criteria })
const tasks = (criteria: object): object => ({ task_runs: criteria })

/** What UIs, workers and scripts ask; each must be found by an index, or walked in an index's order up to the end of a page. */
const CALLS: readonly (readonly [label: string, path: string, body?: object])[] = [
  ...(['filter', 'paginate'] as const).flatMap((kind): [string, string, object][] => [
    [`${kind} runs, newest first`, `/flow_runs/${kind}`, { sort: 'EXPECTED_START_TIME_DESC' }],
    [`${kind} runs by start`, `/flow_runs/${kind}`, { sort: 'START_TIME_DESC' }],
    [`${kind} runs by name`, `/flow_runs/${kind}`, { sort: 'NAME_ASC' }],
    [`${kind} runs by end`, `/flow_runs/${kind}`, { sort: 'END_TIME_DESC' }],
    [`${kind} runs by due time`, `/flow_runs/${kind}`, { sort: 'NEXT_SCHEDULED_START_TIME_ASC' }],
    [
      `${kind} runs that are to come`,
      `/flow_runs/${kind}`,
      { ...runs({ state: { type: { any_: ['SCHEDULED'] } } }), sort: 'NEXT_SCHEDULED_START_TIME_ASC' },
    ],
    [
      `${kind} runs of a state`,
      `/flow_runs/${kind}`,
      { ...runs({ state: { name: { any_: ['Crashed'] } } }), sort: 'EXPECTED_START_TIME_DESC' },
    ],
    [`${kind} runs of a flow`, `/flow_runs/${kind}`, { flows: { id: { any_: [FLOW] } }, sort: 'EXPECTED_START_TIME_DESC' }],
    [
      `${kind} runs of a deployment`,
      `/flow_runs/${kind}`,
      { deployments: { id: { any_: [DEPLOYMENT] } }, sort: 'EXPECTED_START_TIME_DESC' },
    ],
    [`${kind} runs of a day`, `/flow_runs/${kind}`, { ...runs({ expected_start_time: DAY }), sort: 'EXPECTED_START_TIME_DESC' }],
    [`${kind} task runs of a run`, `/task_runs/${kind}`, { ...runs({ id: { any_: [RUN] } }), sort: 'EXPECTED_START_TIME_DESC' }],
    [`${kind} task runs, newest first`, `/task_runs/${kind}`, { sort: 'EXPECTED_START_TIME_DESC' }],
  ]),
  ['filter task runs by due time', '/task_runs/filter', { sort: 'NEXT_SCHEDULED_START_TIME_ASC' }],
  ['dots by due time', '/ui/flow_runs/history', { sort: 'NEXT_SCHEDULED_START_TIME_ASC' }],
  ['runs by id', '/flow_runs/filter', runs({ id: { any_: [RUN] } })],
  ['runs by name', '/flow_runs/filter', runs({ name: { any_: ['run-9'] } })],
  ['runs below a run', '/flow_runs/filter', runs({ parent_flow_run_id: { any_: [RUN] } })],
  ['runs below a task', '/flow_runs/filter', runs({ parent_task_run_id: { any_: [TASK] } })],
  ['count runs of a state', '/flow_runs/count', runs({ state: { type: { any_: ['CRASHED'] } } })],
  ['count runs of a flow', '/flow_runs/count', { flows: { id: { any_: [FLOW] } } }],
  ['count runs of a day', '/flow_runs/count', runs({ expected_start_time: DAY })],
  ['count runs that ended on a day', '/flow_runs/count', runs({ end_time: DAY })],
  ['count runs of a deployment', '/flow_runs/count', { deployments: { id: { any_: [DEPLOYMENT] } } }],
  ['lateness of a day', '/flow_runs/lateness', runs({ expected_start_time: DAY })],
  ['lateness of a deployment', '/flow_runs/lateness', { deployments: { id: { any_: [DEPLOYMENT] } } }],
  ['history of all', '/flow_runs/history', LONG],
  ['history of a day', '/flow_runs/history', SPAN],
  ['history of a flow', '/flow_runs/history', { ...SPAN, flows: { id: { any_: [FLOW] } } }],
  ['history of a state', '/flow_runs/history', { ...SPAN, ...runs({ state: { type: { any_: ['CRASHED'] } } }) }],
  ['history of task runs', '/task_runs/history', SPAN],
  ['dots', '/ui/flow_runs/history', {}],
  ['dots of a day', '/ui/flow_runs/history', runs({ expected_start_time: DAY })],
  ['count task runs of runs', '/ui/flow_runs/count-task-runs', { flow_run_ids: [RUN, id(3, 2)] }],
  ['next runs of flows', '/ui/flows/next-runs', { flow_ids: [FLOW, id(1, 4)] }],
  ['count deployments', '/ui/flows/count-deployments', { flow_ids: [FLOW] }],
  ['task runs over time', '/ui/task_runs/dashboard/counts', tasks({ start_time: DAY })],
  ['task runs by state, of a run', '/ui/task_runs/count', runs({ id: { any_: [RUN] } })],
  ['task runs by state, of a day', '/ui/task_runs/count', tasks({ start_time: DAY })],
  ['task runs by id', '/task_runs/filter', tasks({ id: { any_: [TASK] } })],
  ['count task runs of a run', '/task_runs/count', runs({ id: { any_: [RUN] } })],
  ['count task runs of a state', '/task_runs/count', tasks({ state: { type: { any_: ['CRASHED'] } } })],
  ['lines of a run', '/logs/filter', { logs: { flow_run_id: { any_: [RUN] } }, sort: 'TIMESTAMP_ASC' }],
  ['lines of a task run', '/logs/filter', { logs: { task_run_id: { any_: [TASK] } }, sort: 'TIMESTAMP_DESC' }],
  ['newest lines', '/logs/filter', { sort: 'TIMESTAMP_DESC' }],
  ['newest events', '/events/filter', { filter: OCCURRED }],
  ['events of a name', '/events/filter', { filter: { ...OCCURRED, event: { name: ['e.7'] } } }],
  ['events of a resource', '/events/filter', { filter: { ...OCCURRED, resource: { id: ['r.7'] } } }],
  ['events of a related resource', '/events/filter', { filter: { ...OCCURRED, any_resource: { id: ['r.8'] } } }],
  ['flows with runs of a state', '/flows/filter', runs({ state: { type: { any_: ['CRASHED'] } } })],
  ['flows', '/flows/filter', {}],
  ['deployments', '/deployments/filter', {}],
  ['due runs of a queue', `/work_queues/${QUEUE}/get_runs`, { limit: 10, scheduled_before: '2030-01-01T00:00:00Z' }],
  ['states of a run', `/flow_run_states/?flow_run_id=${RUN}`],
  ['states of a task run', `/task_run_states/?task_run_id=${TASK}`],
  ['a run', `/flow_runs/${RUN}`],
  ['a task run', `/task_runs/${TASK}`],
  ['a task run of a UI', `/ui/task_runs/${TASK}`],
  ['a graph', `/flow_runs/${RUN}/graph-v2`],
  ['the overview', '/ui/overview'],
  ['the side bar', '/ui/side-bar'],
  ['a search by name', '/ui/search', { text: 'run-9' }],
  ['a search by the beginning of an id', '/ui/search', { text: RUN.slice(0, 33) }],
  ['a trigger, tried', '/ui/automations/test', { trigger: { posture: 'Reactive', expect: ['e.7'] } }],
  ['how many lines a run has', '/ui/logs/summary', { logs: { flow_run_id: { any_: [RUN] } } }],
  ['where errors stand', '/ui/logs/marks', { logs: { flow_run_id: { any_: [RUN] } }, marked: { level: { ge_: 40 } } }],
  ['where a line stands', '/ui/logs/place', { id: RUN, logs: { flow_run_id: { any_: [RUN] } } }],
  ...[15_000, 14_999, 331].map((number): [string, string] => [
    `why run ${number} is where it is`,
    `/ui/flow_runs/${id(3, number)}/explain`,
  ]),
  ['a timeline', `/ui/flow_runs/${RUN}/timeline`],
  ['the grid of a flow', `/ui/flows/${FLOW}/grid`],
  ['rows of flows', '/ui/flows/rows', {}],
  ...['START_TIME_DESC', 'EXPECTED_START_TIME_ASC', 'END_TIME_DESC', 'NAME_ASC'].map((sort): [string, string, object] => [
    `rows of flow runs, ${sort}`,
    '/ui/flow_runs/rows',
    { sort, limit: 50 },
  ]),
  ['rows of the flow runs of a flow', '/ui/flow_runs/rows', { flows: { id: { any_: [FLOW] } }, sort: 'EXPECTED_START_TIME_DESC' }],
  ['rows of task runs', '/ui/task_runs/rows', { limit: 50 }],
  ['rows of deployments', '/ui/deployments/rows', {}],
  ['rows of work pools', '/ui/work_pools/rows', {}],
  ['rows of automations', '/ui/automations/rows', {}],
  ['newest entries of the audit log', '/audit/filter', {}],
  ['what one person did', '/audit/filter', { filter: { who: 'u-7' } }],
  ['what was done on a day', '/audit/filter', { filter: { since: DAY.after_, until: DAY.before_ } }],
  ['what was done of a kind', '/audit/filter', { filter: { action: 'variables.' } }],
  ['what was done to one object', '/audit/filter', { filter: { id: RUN } }],
  ['what was refused', '/audit/filter', { filter: { refused: true } }],
  ['a page of the audit log', '/audit/filter', { before: 10_000 }],
  ['the audit log, verified', '/audit/verify'],
  ['who deleted a run', `/ui/gone/flow-run/${id(9, 9)}`],
  ['counts of events', '/ui/events/counts', { filter: { ...OCCURRED, event: { name: ['e.7'] } } }],
]

/** A whole table is gone through only where the answer depends on all of it. */
const THROUGH_ALL: Readonly<Record<string, string>> = {
  'paginate runs, newest first': 'a page says how many runs there are',
  'paginate runs by start': 'a page says how many runs there are',
  'paginate runs by name': 'a page says how many runs there are',
  'paginate runs by end': 'a page says how many runs there are',
  'paginate task runs, newest first': 'a page says how many task runs there are',
  'rows of flow runs, START_TIME_DESC': 'counts ten thousand of them and ends',
  'rows of flow runs, EXPECTED_START_TIME_ASC': 'counts ten thousand of them and ends',
  'rows of flow runs, END_TIME_DESC': 'counts ten thousand of them and ends',
  'rows of flow runs, NAME_ASC': 'counts ten thousand of them and ends',
  'rows of task runs': 'counts ten thousand of them and ends',
}

/** Steps that go through a growing table, unless in the order that is asked for and up to the end of a page only. */
function scansOf({ sql: text, steps }: Plan): string[] {
  const has = (select: number, words: string): boolean => steps.some((step) => step.select === select && step.text.startsWith(words))
  return steps
    .filter((step) => {
      const [, how, table = ''] = /^\s*(?:->\s+)?(SCAN|(?:Parallel )?Seq Scan on) (\w+)/.exec(step.text) ?? []
      if (!GROWING.some((name) => name === table) || has(step.select, `CO-ROUTINE ${table}`)) return false
      return !(how === 'SCAN' && /\blimit\b/i.test(text) && !has(step.select, 'USE TEMP B-TREE FOR ORDER BY'))
    })
    .map((step) => step.text)
}

/**
 * Differs by necessity: SQLite plans by statistics of its own, which describe a server in use for long, while Postgres has to see the rows:
 * twenty thousand runs over two weeks, with what belongs to them.
 */
async function fill(store: Store): Promise<void> {
  if (store.dialect.name === 'sqlite') {
    await store.write(({ db }) => db.insertInto('flow_run_tally_span').values({ id: 1, from_period: 0, until_period: 2_860_000 }).execute())
    await store.write(({ db }) => sql.raw(ENTRY_OF_AUDIT_LOG).execute(db))
    return
  }
  const made = "'2024-04-20'::timestamptz"
  const statements = [
    `insert into flow (id, created, updated, name, tags, labels) select ('00000001-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid, ${made}, ${made}, 'flow-' || i, '[]', '{}' from generate_series(0, 19) i`,
    `insert into deployment (id, created, updated, name, flow_id, paused, job_variables, parameters, enforce_parameter_schema, tags, labels)
      select ('00000002-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid, ${made}, ${made}, 'd-' || i, ('00000001-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid,
        false, '{}', '{}', false, '[]', '{}' from generate_series(0, 19) i`,
    `insert into flow_run (id, created, updated, name, state_id, state_type, state_name, state_timestamp, tags, labels, run_count, expected_start_time, start_time, end_time,
        next_scheduled_start_time, total_run_time, flow_id, deployment_id, parameters, context, empirical_policy, auto_scheduled, attempt)
      select ('00000003-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid, at, at, 'run-' || i, gen_random_uuid(), type, initcap(type), at, '[]', '{}', 1, at,
        case when type <> 'SCHEDULED' then at end, case when type in ('COMPLETED', 'CRASHED') then at end, case when type = 'SCHEDULED' then at end, 5,
        ('00000001-0000-4000-8000-' || lpad((i % 20)::text, 12, '0'))::uuid, case when i % 2 = 0 then ('00000002-0000-4000-8000-' || lpad((i % 20)::text, 12, '0'))::uuid end,
        '{}', '{}', '{}', true, 1
      from (select i, ${made} + i * interval '1 minute' as at,
        case when i % 100 = 0 then 'CRASHED' when i % 331 = 0 then 'SCHEDULED' else 'COMPLETED' end as type from generate_series(1, 20000) i) as drawn`,
    `insert into flow_run_state (id, flow_run_id, type, name, timestamp, state_details) select state_id, id, state_type, state_name, state_timestamp, '{}' from flow_run`,
    `insert into task_run (id, created, updated, name, state_id, state_type, state_name, state_timestamp, tags, labels, run_count, expected_start_time, start_time, end_time,
        total_run_time, flow_run_id, task_key, dynamic_key, empirical_policy, task_inputs, flow_run_run_count)
      select ('00000004-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid, at, at, 'task-' || i, gen_random_uuid(), type, initcap(type), at, '[]', '{}', 1, at, at, at, 5,
        ('00000003-0000-4000-8000-' || lpad((1 + i / 2)::text, 12, '0'))::uuid, 't', i::text, '{}', '{}', 1
      from (select i, ${made} + i * interval '30 seconds' as at, case when i % 100 = 0 then 'CRASHED' else 'COMPLETED' end as type from generate_series(1, 39998) i) as drawn`,
    `insert into task_run_state (id, task_run_id, type, name, timestamp, state_details) select state_id, id, state_type, state_name, state_timestamp, '{}' from task_run`,
    `insert into log (id, created, updated, name, level, message, timestamp, flow_run_id, task_run_id)
      select gen_random_uuid(), start_time, start_time, 'x', 20, 'line', start_time, flow_run_id, id from task_run`,
    `insert into event (id, occurred, received, event, resource_id, resource, related, payload)
      select ('00000006-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid, at, at, 'e.' || (i % 50), 'r.' || (i % 1000), '{}', '[]', '{}'
      from (select i, ${made} + i * interval '1 minute' as at from generate_series(1, 20000) i) as drawn`,
    `insert into event_resource (event_id, occurred, resource_id, role) select id, occurred, resource_id, '' from event
      union all select id, occurred, 'r.' || ((right(resource_id, -2)::int + 1) % 1000), 'flow' from event`,
    `insert into audit_entry (number, at, who_kind, who_name, action, object_kind, object_id, status, details, previous, hash)
      select i, ${made} + i * interval '1 minute', 'user', 'u-' || (i % 40), case when i % 9 = 0 then 'variables.delete' else 'deployments.update' end,
        'flow-run', '00000003-0000-4000-8000-' || lpad(i::text, 12, '0'), case when i % 50 = 0 then 403 else 204 end, '{}', '', '' from generate_series(1, 20000) i`,
  ]
  await store.write(async ({ db }) => {
    for (const statement of statements) await sql.raw(statement).execute(db)
  })
  while (await store.write((tx) => countRuns(tx, '2024-05-10T00:00:00.000000Z')));
  await store.write(({ db }) => sql.raw('analyze').execute(db))
}

/** So that there is somebody whose entries are looked for. */
const ENTRY_OF_AUDIT_LOG = `insert into audit_entry (number, at, who_kind, who_name, action, status, details, previous, hash)
  values (1, '2024-05-01T12:00:00.000000Z', 'user', 'u-7', 'variables.delete', 204, '{}', '', '')`

/** Milliseconds for rows to be made and looked at on a busy machine. */
const LONGEST = 180_000

async function plansOf(kind: StoreKind): Promise<Map<string, Plan[]>> {
  const stores: RecordingStore[] = []
  await using api = await openTestApi(kind, {}, (store) => {
    const recording = recordPlans(store)
    stores.push(recording)
    return recording
  })
  await fill(api.context.store)
  const found = new Map<string, Plan[]>()
  for (const [label, path, body] of CALLS) {
    stores[0]?.take()
    const { status, body: answer } = await api.call(body === undefined ? 'GET' : 'POST', path, body)
    // On SQLite there is nothing to be found; what is looked at is how it would be.
    if (status >= 400 && status !== 404) throw new Error(`${label}: ${status} ${JSON.stringify(answer)}`)
    found.set(label, stores[0]?.take() ?? [])
  }
  return found
}

describe.each(STORE_KINDS)('on %s', (kind) => {
  it(
    'no call goes through a whole table that grows',
    async () => {
      const plans = await plansOf(kind)
      const scans = [...plans].flatMap(([label, all]) =>
        label in THROUGH_ALL
          ? []
          : all.flatMap((plan) =>
              scansOf(plan).map(
                (step) => `${label}: ${step}\n${plan.sql.replaceAll(/\s+/g, ' ')}\n${plan.steps.map(({ text }) => text).join('\n')}`,
              ),
            ),
      )
      expect(scans).toEqual([])
      for (const [label, all] of plans) expect(all.length, label).toBeGreaterThan(0)
      expect(plans.get('history of all')?.some((plan) => plan.sql.includes('"flow_run_tally"."level"'))).toBe(true)
    },
    LONGEST,
  )
})

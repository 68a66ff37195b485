import { createHash } from 'node:crypto'
import type { ReceivedEvent } from '@millrace/protocol'
import { insertEvents } from '../queries/events.ts'
import { insertLogs } from '../queries/logs.ts'
import { sample, SAMPLE_TIME } from '../sample-rows.ts'
import type { FlowRunRow } from '../schema.ts'
import type { Transaction } from '../store.ts'

/** The id of the object of this name, so that expectations can speak of it. */
export function idOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const named = (name: string): { id: string; name: string } => ({ id: idOf(name), name })

/** Writes a few objects of every kind, of which each filter matches some. */
export async function writeWorld(tx: Transaction): Promise<void> {
  await writeDefinitions(tx)
  await writeBlocks(tx)
  await writeRuns(tx)
  await writeLogs(tx)
  await insertEvents(tx, EVENTS)
}

async function writeDefinitions({ db }: Transaction): Promise<void> {
  const flows = [
    sample.flow({ ...named('alpha'), tags: ['a', 'b'] }),
    sample.flow({ ...named('beta'), tags: ['b'] }),
    sample.flow(named('gamma')),
  ]
  await db.insertInto('flow').values(flows).execute()
  await db
    .insertInto('work_pool')
    .values([sample.workPool(named('local')), sample.workPool({ ...named('idle'), type: 'docker' })])
    .execute()
  const inLocal = { work_pool_id: idOf('local') }
  await db
    .insertInto('work_queue')
    .values([sample.workQueue({ ...named('fast'), ...inLocal }), sample.workQueue({ ...named('slow'), ...inLocal })])
    .execute()
  const worker = { created: SAMPLE_TIME, updated: SAMPLE_TIME, heartbeat_interval_seconds: null, type: null, ...inLocal }
  await db
    .insertInto('worker')
    .values([
      { ...named('awake'), ...worker, last_heartbeat_time: '2024-01-01T00:00:01.000000Z' },
      { ...named('asleep'), ...worker, last_heartbeat_time: '2022-01-01T00:00:00.000000Z' },
    ])
    .execute()
  const queue = { work_queue_id: idOf('fast'), work_queue_name: 'fast' }
  await db
    .insertInto('deployment')
    .values([
      sample.deployment({ ...named('daily'), ...queue, flow_id: idOf('alpha'), tags: ['t'], concurrency_limit: 3 }),
      sample.deployment({ ...named('weekly'), flow_id: idOf('alpha'), paused: true }),
    ])
    .execute()
  const variable = { created: SAMPLE_TIME, updated: SAMPLE_TIME, value: 1 }
  await db
    .insertInto('variable')
    .values([
      { ...named('speed'), ...variable, tags: ['x'] },
      { ...named('other'), ...variable, tags: [] },
    ])
    .execute()
}

async function writeBlocks({ db }: Transaction): Promise<void> {
  const files = sample.blockType({ id: idOf('files'), name: 'Local File System', slug: 'local-file-system' })
  const secret = sample.blockType({ id: idOf('secret'), name: 'Secret', slug: 'secret' })
  await db.insertInto('block_type').values([files, secret]).execute()
  const schemas = [
    sample.blockSchema({ block_type_id: files.id, checksum: 'sha256:files', capabilities: ['put-directory', 'get-directory', 'read'] }),
    sample.blockSchema({ block_type_id: secret.id, checksum: 'sha256:secret', version: '2' }),
  ] as const
  await db
    .insertInto('block_schema')
    .values([...schemas])
    .execute()
  await db
    .insertInto('block_document')
    .values([
      sample.blockDocument({ name: 'store', block_type_id: files.id, block_schema_id: schemas[0].id }),
      sample.blockDocument({ name: 'hidden', block_type_id: secret.id, block_schema_id: schemas[1].id, is_anonymous: true }),
    ])
    .execute()
}

async function writeRuns({ db }: Transaction): Promise<void> {
  const insert = (run: Partial<FlowRunRow> & Pick<FlowRunRow, 'flow_id'>): Promise<unknown> =>
    db.insertInto('flow_run').values(sample.flowRun(run)).execute()
  await insert({
    ...named('done'),
    flow_id: idOf('alpha'),
    deployment_id: idOf('daily'),
    state_type: 'COMPLETED',
    state_name: 'Completed',
    start_time: '2024-01-01T00:00:00.000000Z',
    end_time: '2024-01-01T01:00:00.000000Z',
    flow_version: 'v1',
    idempotency_key: 'once',
  })
  await insert({
    ...named('running'),
    flow_id: idOf('beta'),
    state_type: 'RUNNING',
    state_name: 'Running',
    expected_start_time: '2024-01-01T00:00:00.000000Z',
    start_time: '2024-01-02T00:00:00.000000Z',
  })
  await insert({
    ...named('due'),
    flow_id: idOf('alpha'),
    deployment_id: idOf('daily'),
    work_queue_id: idOf('fast'),
    work_queue_name: 'fast',
    state_type: 'SCHEDULED',
    state_name: 'Late',
    expected_start_time: '2024-01-03T00:00:00.000000Z',
    next_scheduled_start_time: '2024-01-03T00:00:00.000000Z',
    tags: ['nightly'],
    created_by: { id: idOf('schedule'), type: 'SCHEDULE', display_value: null },
  })
  const failed = { state_type: 'FAILED', state_name: 'Failed', start_time: '2024-01-02T00:00:00.000000Z' } as const
  await db
    .insertInto('task_run')
    .values([
      sample.taskRun({ ...named('fetch'), ...failed, flow_run_id: idOf('running') }),
      sample.taskRun({ ...named('stand-in'), flow_run_id: idOf('running') }),
      sample.taskRun(named('alone')),
    ])
    .execute()
  await insert({ ...named('child'), flow_id: idOf('beta'), parent_task_run_id: idOf('stand-in') })
}

const writeLogs = (tx: Transaction): Promise<unknown> =>
  insertLogs(tx, [
    sample.log({ message: '100% of Ärger', level: 30, timestamp: '2024-01-01T00:00:00.000000Z' }),
    sample.log({
      message: 'connection reset',
      level: 40,
      timestamp: '2024-01-02T00:00:00.000000Z',
      flow_run_id: idOf('running'),
      task_run_id: idOf('fetch'),
    }),
    sample.log({ message: 'debugging', level: 10, timestamp: '2024-01-03T00:00:00.000000Z', flow_run_id: idOf('running') }),
  ])

const ofFlow = { 'prefect.resource.id': 'prefect.flow.1', 'prefect.resource.role': 'flow', colour: 'blue' }
const ofTag = { 'prefect.resource.id': 'prefect.tag.1', 'prefect.resource.role': 'tag', colour: 'red' }

const event = (number: number, name: string, given: Pick<ReceivedEvent, 'resource'> & Partial<ReceivedEvent>): ReceivedEvent => ({
  id: idOf(`event-${number}`),
  occurred: `2024-01-0${number}T00:00:00.000000Z`,
  received: SAMPLE_TIME,
  event: name,
  related: [],
  payload: {},
  follows: null,
  ...given,
})

const EVENTS = [
  event(1, 'prefect.flow-run.Completed', {
    resource: { 'prefect.resource.id': 'prefect.flow-run.1', 'dotted."label': 'Big one' },
    related: [ofFlow],
  }),
  event(2, 'prefect.flow-run.Failed', { resource: { 'prefect.resource.id': 'prefect.flow-run.2' }, related: [ofFlow, ofTag] }),
  event(3, 'user_made.%', { resource: { 'prefect.resource.id': 'user.thing' }, payload: { hay: ['NEEDLE'] } }),
]

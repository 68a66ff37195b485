import { readFile } from 'node:fs/promises'
import type { ReceivedEvent } from '@millrace/protocol'
import { pino } from 'pino'
import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { insertFlowRun, type NewFlowRunRow } from '../store/queries/flow-runs.ts'
import { readTaskRun, type TaskRunView } from '../store/queries/task-runs.ts'
import type { Transaction } from '../store/store.ts'
import { STORE_KINDS } from '../store/testing.ts'
import { recordTaskRunEvents } from './record-task-run-events.ts'
import { openTestOrchestration, type TestOrchestration } from './testing.ts'

/** The events of one retried and one plain task, as a 3.8.8 client sent them, and the task runs that its server made of them. */
const RECORDED = JSON.parse(await readFile(new URL('recorded/prefect-3.8.8-task-run-events.json', import.meta.url), 'utf8')) as {
  readonly events: readonly ReceivedEvent[]
  readonly taskRuns: readonly TaskRunView[]
}

/** The events of the retried task, oldest first. */
const RETRIED = RECORDED.events.filter(
  ({ resource }) => resource['prefect.resource.id'] === RECORDED.events[0]?.resource['prefect.resource.id'],
)

describe.each(STORE_KINDS)('recording task runs from events on %s', (kind) => {
  it('makes the same task runs of them as Prefect', async () => {
    await using recorder = await setup(kind)
    await recorder.record(RECORDED.events)
    for (const theirs of RECORDED.taskRuns) expect(await recorder.taskRun(theirs.id)).toMatchObject(theirs)
  })

  it('makes the same of them in every order, with duplicates, in one batch or many', async () => {
    await using recorder = await setup(kind)
    const outcomes = new Map<string, string>()
    for (const order of permutations(RETRIED)) {
      for (const batches of [[order, order], order.map((event) => [event]), halves(order)]) {
        const { id, copy } = renamed(batches)
        for (const batch of copy) await recorder.record(batch)
        const { task, states } = await recorder.read(id)
        outcomes.set(JSON.stringify({ task, states }), order.map(({ event }) => event).join(' '))
      }
    }
    expect([...outcomes.values()]).toHaveLength(1)
    const [outcome = ''] = outcomes.keys()
    expect(JSON.parse(outcome)).toMatchObject({
      task: { state_name: 'Completed', run_count: 2, tags: ['t'] },
      states: ['Pending', 'Running', 'Retrying', 'Completed'].filter((name) => RETRIED.some(({ event }) => event.endsWith(name))),
    })
  })

  it('takes the final state for the later one when a slow clock dates two states alike', async () => {
    await using recorder = await setup(kind)
    const same = RETRIED.slice(-2).map((event) => ({ ...event, occurred: '2026-07-01T12:00:00.000000Z' }))
    for (const order of [same, same.toReversed()]) {
      const { id, copy } = renamed(order.map((event) => [event]))
      for (const batch of copy) await recorder.record(batch)
      expect((await recorder.read(id)).task).toMatchObject({ state_type: 'COMPLETED' })
    }
  })

  it('gives one task run to two ids under the same keys', async () => {
    await using recorder = await setup(kind)
    const { id, copy } = renamed([RETRIED])
    const [events = []] = copy
    const other = v7()
    const twice = events.map((event) => ({
      ...event,
      id: v7(),
      resource: { ...event.resource, 'prefect.resource.id': `prefect.task-run.${other}` },
    }))
    await recorder.record(events)
    await recorder.record(twice)
    expect(await recorder.find(other)).toBeUndefined()
    expect((await recorder.read(id)).states).toHaveLength(RETRIED.length * 2)
  })

  it('leaves out what is not whole, of another kind, or of a flow run that is gone', async () => {
    await using recorder = await setup(kind)
    const [first] = RETRIED
    if (first === undefined) throw new Error('expected recorded events')
    const { id, copy } = renamed([RETRIED])
    const bad: ReceivedEvent[] = [
      { ...first, id: v7(), payload: {} },
      { ...first, id: v7(), resource: { ...first.resource, 'prefect.resource.id': 'prefect.task-run.nonsense' } },
      { ...first, id: v7(), resource: { ...first.resource, 'prefect.orchestration': 'server' } },
      { ...first, id: v7(), related: [{ 'prefect.resource.id': `prefect.flow-run.${v7()}`, 'prefect.resource.role': 'flow-run' }] },
      { ...first, id: v7(), event: 'prefect.flow-run.heartbeat' },
    ]
    await recorder.record([...bad, ...(copy[0] ?? [])])
    expect((await recorder.read(id)).states).toHaveLength(RETRIED.length)
    expect(recorder.logged).toMatchObject([{ notWhole: 2, withoutFlowRun: 1 }])
  })
})

interface Recorder extends AsyncDisposable {
  readonly logged: readonly object[]
  record(events: readonly ReceivedEvent[]): Promise<void>
  taskRun(id: string): Promise<TaskRunView | undefined>
  find(id: string): Promise<TaskRunView | undefined>
  /** The columns that must not depend on the order of arrival, and the names of the states by time. */
  read(id: string): Promise<{ task: object; states: readonly string[] }>
}

async function setup(kind: (typeof STORE_KINDS)[number]): Promise<Recorder> {
  const orchestration = await openTestOrchestration(kind)
  const { store } = orchestration.context
  const logged: object[] = []
  const log = pino({ level: 'warn' }, { write: (line) => void logged.push(JSON.parse(line) as object) })
  await store.write((tx) => insertRecordedFlowRun(orchestration, tx))
  const find = (id: string): Promise<TaskRunView | undefined> => store.read((queries) => readTaskRun(queries, id))
  return {
    logged,
    record: (events) => store.write((tx) => recordTaskRunEvents({ log }, tx, events)),
    taskRun: find,
    find,
    async read(id) {
      const run = await find(id)
      if (run === undefined) throw new Error('expected the recorded task run')
      const { id: _, created: __, updated: ___, state_id: ____, dynamic_key: _____, state_details: ______, ...task } = run
      const states = await store.read(({ db }) =>
        db.selectFrom('task_run_state').select(['name']).where('task_run_id', '=', id).orderBy('timestamp').execute(),
      )
      return { task, states: states.map(({ name }) => name) }
    },
    [Symbol.asyncDispose]: () => orchestration[Symbol.asyncDispose](),
  }
}

/** The flow run that the recorded events belong to. */
async function insertRecordedFlowRun(orchestration: TestOrchestration, tx: Transaction): Promise<void> {
  const template = await orchestration.flowRun(tx, await orchestration.createFlowRun(tx, { type: 'RUNNING' }))
  await insertFlowRun(tx, { ...(template satisfies NewFlowRunRow), id: RECORDED.taskRuns[0]?.flow_run_id ?? '' })
}

function* permutations<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  if (items.length === 0) yield []
  for (const [index, item] of items.entries()) {
    for (const rest of permutations(items.toSpliced(index, 1))) yield [item, ...rest]
  }
}

/** Two batches that overlap by one event. */
const halves = <Item>(items: readonly Item[]): (readonly Item[])[] => {
  const middle = Math.ceil(items.length / 2)
  return [items.slice(0, middle), items.slice(middle - 1)]
}

/** The same events, telling of a task run of their own. */
function renamed(batches: readonly (readonly ReceivedEvent[])[]): { id: string; copy: ReceivedEvent[][] } {
  const id = v7()
  const ids = new Map<string, string>()
  const copy = batches.map((batch) =>
    batch.map((event) => {
      const eventId = ids.get(event.id) ?? v7()
      ids.set(event.id, eventId)
      const columns = event.payload['task_run'] as Record<string, string>
      return {
        ...event,
        id: eventId,
        resource: { ...event.resource, 'prefect.resource.id': `prefect.task-run.${id}` },
        payload: { ...event.payload, task_run: { ...columns, dynamic_key: id } },
      }
    }),
  )
  return { id, copy }
}

import { randomUUID } from 'node:crypto'
import { addSeconds, type Json, STATE_TYPES, type StateDetails } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import { listFlowRunCells, listFlowRuns } from '../store/queries/flow-runs.ts'
import { listTaskRunCells, listTaskRuns } from '../store/queries/task-runs.ts'
import { sample, SAMPLE_TIME } from '../store/sample-rows.ts'
import type { FlowRow, FlowRunRow, FlowRunStateRow, TaskRunRow, TaskRunStateRow } from '../store/schema.ts'
import { NO_DETAILS } from '../store/state-details.ts'
import type { Transaction } from '../store/store.ts'
import { openTestStore, STORE_KINDS } from '../store/testing.ts'
import { wholeRows } from '../store/whole-rows.ts'
import { presentFlowRun } from './present-flow-run.ts'
import { presentTaskRun } from './present-task-run.ts'
import { writeFlowRuns, writeTaskRuns } from './write-runs.ts'

const NOW = addSeconds(SAMPLE_TIME, 12.345678)
const EVERYTHING = { sort: 'ID_DESC', limit: 1000, offset: 0 } as const

const TEXTS = [
  '',
  'plain',
  '"quoted" \\ and \\u0041',
  'line\nreturn\rtab\t\b\f',
  '\u0001\u001F\u007F\u0080',
  '\u2028\u2029',
  'żółw 🐢 中文',
]
const NUMBERS = [0, -0, 1, -1, 0.1 + 0.2, 1e21, 1e-7, 5e-324, 1.7976931348623157e308, 2 ** 53, -(2 ** 31)]

/** Chooses as it likes, the same each time: a failure can be looked at again. */
class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  below(count: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((this.#state / 2 ** 32) * count)
  }

  of<Value>(values: readonly Value[]): Value {
    return values[this.below(values.length)] as Value
  }

  maybe<Value>(make: () => Value): Value | null {
    return this.below(3) === 0 ? null : make()
  }

  text(): string {
    return Array.from({ length: this.below(4) }, () => this.of(TEXTS)).join('')
  }

  json(depth = 3): Json {
    const inside = depth === 0 ? 5 : 7
    switch (this.below(inside)) {
      case 0:
        return null
      case 1:
        return this.below(2) === 0
      case 2:
        return this.of(NUMBERS)
      case 5:
        return Array.from({ length: this.below(3) }, () => this.json(depth - 1))
      case 6:
        return this.object(depth - 1)
      default:
        return this.below(9) === 0 ? 'a\0b' : this.text()
    }
  }

  object(depth = 3): Record<string, Json> {
    return Object.fromEntries(Array.from({ length: this.below(4) }, () => [this.text(), this.json(depth)]))
  }

  time(): string {
    return addSeconds(SAMPLE_TIME, this.below(40) - 20 + this.below(1_000_000) / 1e6)
  }
}

const details = (dice: Dice): StateDetails =>
  dice.of([
    NO_DETAILS,
    { ...NO_DETAILS, flow_run_id: randomUUID() },
    { ...NO_DETAILS, scheduled_time: dice.time(), retriable: true, run_input_keyset: { respond: dice.text() }, traceparent: dice.text() },
    { ...NO_DETAILS, transition_id: randomUUID(), deferred: true, cache_key: dice.text() },
  ])

const stateOf = (dice: Dice) => ({
  id: randomUUID(),
  type: dice.of(STATE_TYPES),
  name: dice.text(),
  timestamp: dice.time(),
  message: dice.maybe(() => dice.text()),
  data: dice.maybe(() => dice.json()),
  state_details: details(dice),
})

const columnsOf = (dice: Dice, state: ReturnType<typeof stateOf> | null) => ({
  name: dice.text(),
  tags: Array.from({ length: dice.below(4) }, () => dice.text()),
  labels: { [dice.text()]: dice.of([true, 1.5, 'x']) },
  run_count: dice.below(4),
  expected_start_time: dice.maybe(() => dice.time()),
  next_scheduled_start_time: dice.maybe(() => dice.time()),
  start_time: dice.maybe(() => dice.time()),
  end_time: dice.maybe(() => dice.time()),
  total_run_time: dice.of([0, 1.5, 1e-7, 12.345678, 1e21]),
  ...(state && { state_id: state.id, state_type: state.type, state_name: state.name, state_timestamp: state.timestamp }),
})

function flowRun(dice: Dice, flow: FlowRow): { run: FlowRunRow; state: FlowRunStateRow | null } {
  const state = dice.maybe(() => stateOf(dice))
  const run = sample.flowRun({
    flow_id: flow.id,
    ...columnsOf(dice, state),
    deployment_version: dice.maybe(() => dice.text()),
    work_queue_name: dice.maybe(() => dice.text()),
    flow_version: dice.maybe(() => dice.text()),
    parameters: dice.object(),
    context: dice.object(),
    job_variables: dice.maybe(() => dice.object()),
    infrastructure_pid: dice.maybe(() => dice.text()),
    created_by: dice.maybe(() => ({ id: randomUUID(), type: 'USER', display_value: dice.text() })),
    auto_scheduled: dice.below(2) === 0,
  })
  return { run, state: state && { ...state, flow_run_id: run.id } }
}

function taskRun(dice: Dice, flowRunId: string): { run: TaskRunRow; state: TaskRunStateRow | null } {
  const state = dice.maybe(() => stateOf(dice))
  const run = sample.taskRun({
    flow_run_id: flowRunId,
    ...columnsOf(dice, state),
    task_key: dice.text(),
    dynamic_key: randomUUID(),
    cache_key: dice.maybe(() => dice.text()),
    cache_expiration: dice.maybe(() => dice.time()),
    task_version: dice.maybe(() => dice.text()),
    task_inputs: { x: [{ input_type: 'parameter', name: dice.text() }] },
    flow_run_run_count: dice.below(3),
  })
  return { run, state: state && { ...state, task_run_id: run.id } }
}

async function insertRuns({ db }: Transaction, dice: Dice): Promise<void> {
  const whole = wholeRows()
  for (const table of ['flow', 'work_pool', 'work_queue', 'block_type', 'block_schema', 'block_document', 'deployment'] as const) {
    await db.insertInto(table).values(whole[table]).execute()
  }
  await db.insertInto('task_run').values(whole.task_run).execute()
  await db
    .insertInto('flow_run')
    .values({ ...whole.flow_run, state_id: whole.flow_run_state.id })
    .execute()
  await db.insertInto('flow_run_state').values(whole.flow_run_state).execute()
  const drawn = Array.from({ length: 150 }, () => {
    const flow = flowRun(dice, whole.flow)
    return { flow, task: taskRun(dice, flow.run.id) }
  })
  await db
    .insertInto('flow_run')
    .values(drawn.map(({ flow }) => flow.run))
    .execute()
  await db
    .insertInto('flow_run_state')
    .values(drawn.flatMap(({ flow }) => flow.state ?? []))
    .execute()
  await db
    .insertInto('task_run')
    .values(drawn.map(({ task }) => task.run))
    .execute()
  await db
    .insertInto('task_run_state')
    .values(drawn.flatMap(({ task }) => task.state ?? []))
    .execute()
}

describe.each(STORE_KINDS)('lists of runs as text on %s', (kind) => {
  it.each([1, 2, 3])('are what the runs are when they are read one by one, drawn with %i', async (seed) => {
    await using store = await openTestStore(kind)
    await store.write((tx) => insertRuns(tx, new Dice(seed)))
    const flows = await store.read((queries) => listFlowRuns(queries, {}, EVERYTHING))
    const flowText = writeFlowRuns(await store.read((queries) => listFlowRunCells(queries, {}, EVERYTHING)), NOW).toString()
    expect(flowText).toBe(JSON.stringify(flows.map((run) => presentFlowRun(run, NOW))))
    const tasks = await store.read((queries) => listTaskRuns(queries, {}, EVERYTHING))
    const taskText = writeTaskRuns(await store.read((queries) => listTaskRunCells(queries, {}, EVERYTHING)), NOW).toString()
    expect(taskText).toBe(JSON.stringify(tasks.map((run) => presentTaskRun(run, NOW))))
    expect([flows.length, tasks.length]).toEqual([151, 151])
  })

  it('are empty lists without runs', async () => {
    await using store = await openTestStore(kind)
    expect(writeFlowRuns(await store.read((queries) => listFlowRunCells(queries, {}, EVERYTHING)), NOW).toString()).toBe('[]')
  })
})

it('keeps what older versions have stored about states', async () => {
  await using store = await openTestStore()
  const whole = wholeRows()
  await store.write(async ({ db }) => {
    await db.insertInto('flow').values(whole.flow).execute()
    const state = { ...stateOf(new Dice(7)), state_details: { ...NO_DETAILS, gone: 1 } as unknown as StateDetails }
    const run = sample.flowRun({
      flow_id: whole.flow.id,
      state_id: state.id,
      state_type: state.type,
      state_name: 'x',
      state_timestamp: state.timestamp,
    })
    await db.insertInto('flow_run').values(run).execute()
    await db
      .insertInto('flow_run_state')
      .values({ ...state, flow_run_id: run.id })
      .execute()
  })
  const [run] = await store.read((queries) => listFlowRuns(queries, {}, EVERYTHING))
  const text = writeFlowRuns(await store.read((queries) => listFlowRunCells(queries, {}, EVERYTHING)), NOW).toString()
  expect(text).toBe(JSON.stringify([run && presentFlowRun(run, NOW)]))
  expect(text).toContain('"gone":1')
})

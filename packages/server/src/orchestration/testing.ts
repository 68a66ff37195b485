import { tmpdir } from 'node:os'
import { type ReceivedEvent, type StateCreateInput, type Timestamp, addSeconds, stateCreate } from '@millrace/protocol'
import { loadSettings } from '@millrace/settings'
import { v7 } from 'uuid'
import type { Caller, Clock } from '../context.ts'
import { createEventBus } from '../events/bus.ts'
import { createWorkSignal } from '../events/work-signal.ts'
import { readFlowRun, type FlowRunView, type NewFlowRunRow } from '../store/queries/flow-runs.ts'
import { insertTaskRun, readTaskRun, type NewTaskRunRow, type TaskRunView } from '../store/queries/task-runs.ts'
import type { Transaction } from '../store/store.ts'
import { openTestStore, type StoreKind, type TestStore } from '../store/testing.ts'
import type { OrchestrationContext } from './orchestration-context.ts'
import type { FlowRunOutcome, TaskRunOutcome } from './outcome.ts'
import { setFlowRunState, startFlowRun } from './set-flow-run-state.ts'
import { setTaskRunState } from './set-task-run-state.ts'

/** A caller that says nothing of itself. */
export const ANYBODY: Caller = { apiVersion: undefined, prefectVersion: undefined, attempt: undefined }

/** A clock that a test moves; each look at it takes a millisecond. */
export interface TestClock extends Clock {
  advance(seconds: number): void
}

/** A clock that starts at noon of a summer's day. */
export function testClock(): TestClock {
  let present: Timestamp = '2026-07-01T12:00:00.000000Z'
  const advance = (seconds: number): void => {
    present = addSeconds(present, seconds)
  }
  return {
    now() {
      advance(0.001)
      return present
    },
    advance,
  }
}

interface Proposing {
  readonly force?: boolean
  readonly caller?: Caller
  readonly policy?: 'core' | 'mark-late'
}

/** Orchestration over a fresh database with one flow, and the few steps that its tests are made of. */
export interface TestOrchestration extends AsyncDisposable {
  readonly context: OrchestrationContext & { readonly store: TestStore; readonly clock: TestClock }
  readonly flowId: string
  /** Every event published so far. */
  readonly published: readonly ReceivedEvent[]
  createFlowRun(tx: Transaction, state: StateCreateInput, row?: Partial<NewFlowRunRow>, caller?: Caller): Promise<string>
  createTaskRun(tx: Transaction, state: StateCreateInput, row?: Partial<NewTaskRunRow>, caller?: Caller): Promise<string>
  proposeForFlowRun(tx: Transaction, flowRunId: string, state: StateCreateInput, how?: Proposing): Promise<FlowRunOutcome>
  proposeForTaskRun(tx: Transaction, taskRunId: string, state: StateCreateInput, how?: Proposing): Promise<TaskRunOutcome>
  flowRun(tx: Transaction, id: string): Promise<FlowRunView>
  taskRun(tx: Transaction, id: string): Promise<TaskRunView>
}

/** Opens orchestration over a fresh database: `await using orchestration = await openTestOrchestration(kind)`. */
export async function openTestOrchestration(kind: StoreKind = 'sqlite'): Promise<TestOrchestration> {
  const store = await openTestStore(kind)
  const clock = testClock()
  const published: ReceivedEvent[] = []
  const bus = createEventBus((error) => {
    throw error
  })
  bus.subscribe((events) => published.push(...events))
  const context = {
    store,
    clock,
    bus,
    work: createWorkSignal(),
    settings: loadSettings({ env: {}, cwd: tmpdir(), overrides: { home: tmpdir() } }),
  }
  const flowId = v7()
  const now = clock.now()
  await store.write(({ db }) =>
    db
      .insertInto('flow')
      .values({ id: flowId, created: now, updated: now, name: 'flow', tags: ['of-flow'], labels: {} })
      .execute(),
  )
  return {
    context,
    flowId,
    published,
    async createFlowRun(tx, state, row = {}, caller = ANYBODY) {
      const id = v7()
      await startFlowRun(context, tx, { ...flowRunRow(id, flowId, clock.now()), ...row }, { state: stateCreate.parse(state), caller })
      return id
    },
    async createTaskRun(tx, state, row = {}, caller = ANYBODY) {
      const id = v7()
      await insertTaskRun(tx, { ...taskRunRow(id, clock.now()), ...row })
      await setTaskRunState(context, tx, { taskRunId: id, state: stateCreate.parse(state), force: true, caller })
      return id
    },
    proposeForFlowRun: (tx, flowRunId, state, { force = false, caller = ANYBODY, policy = 'core' } = {}) =>
      setFlowRunState(context, tx, { flowRunId, state: stateCreate.parse(state), force, caller, policy }),
    proposeForTaskRun: (tx, taskRunId, state, { force = false, caller = ANYBODY } = {}) =>
      setTaskRunState(context, tx, { taskRunId, state: stateCreate.parse(state), force, caller }),
    flowRun: async (tx, id) => there(await readFlowRun(tx, id)),
    taskRun: async (tx, id) => there(await readTaskRun(tx, id)),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}

function there<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error('expected the run that the test made, found none')
  return row
}

const flowRunRow = (id: string, flowId: string, now: Timestamp): NewFlowRunRow => ({
  id,
  created: now,
  updated: now,
  name: 'run',
  flow_id: flowId,
  deployment_id: null,
  deployment_version: null,
  work_queue_id: null,
  work_queue_name: null,
  flow_version: null,
  parameters: {},
  idempotency_key: null,
  context: {},
  empirical_policy: {
    max_retries: 0,
    retry_delay_seconds: 0,
    retries: null,
    retry_delay: null,
    pause_keys: [],
    resuming: false,
    retry_type: null,
  },
  tags: ['of-run'],
  labels: {},
  parent_task_run_id: null,
  auto_scheduled: false,
  infrastructure_document_id: null,
  created_by: null,
  job_variables: null,
})

const taskRunRow = (id: string, now: Timestamp): NewTaskRunRow => ({
  id,
  created: now,
  updated: now,
  name: 'task-0',
  flow_run_id: null,
  task_key: 'task',
  dynamic_key: id,
  cache_key: null,
  cache_expiration: null,
  task_version: null,
  empirical_policy: { max_retries: 0, retry_delay_seconds: 0, retries: null, retry_delay: null, retry_jitter_factor: null },
  tags: [],
  labels: {},
  task_inputs: {},
})

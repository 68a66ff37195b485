import { addSeconds, stateCreate, type StateCreateInput } from '@millrace/protocol'
import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { readLease } from '../store/queries/flow-run-leases.ts'
import { listFlowRunStates } from '../store/queries/flow-run-states.ts'
import { readEvents } from '../store/queries/unindexed-events.ts'
import type { Transaction } from '../store/store.ts'
import { STORE_KINDS } from '../store/testing.ts'
import { RunNotFound } from './errors.ts'
import { renewLease } from './renew-lease.ts'
import { setFlowRunState } from './set-flow-run-state.ts'
import { ANYBODY, openTestOrchestration, type TestOrchestration } from './testing.ts'

const PENDING: StateCreateInput = { type: 'PENDING' }
const RUNNING: StateCreateInput = { type: 'RUNNING' }
const by = (attempt: number) => ({ caller: { ...ANYBODY, attempt } })

describe.each(STORE_KINDS)('setting the state of a flow run on %s', (kind) => {
  it('writes the state, the columns that follow from it, and its history', async () => {
    await using orchestration = await openTestOrchestration(kind)
    const { store } = orchestration.context
    const { id, run, states } = await store.write(async (tx) => {
      const id = await orchestration.createFlowRun(tx, { type: 'SCHEDULED' })
      await orchestration.proposeForFlowRun(tx, id, PENDING)
      await orchestration.proposeForFlowRun(tx, id, { ...RUNNING, message: 'off we go' })
      await orchestration.proposeForFlowRun(tx, id, { type: 'COMPLETED', data: 'a plain string' })
      return { id, run: await orchestration.flowRun(tx, id), states: await listFlowRunStates(tx, id) }
    })
    expect(states.map(({ type }) => type)).toEqual(['SCHEDULED', 'PENDING', 'RUNNING', 'COMPLETED'])
    const [first, , began, ended] = states
    expect(run).toMatchObject({
      state_id: ended?.id,
      state_type: 'COMPLETED',
      state_name: 'Completed',
      state_timestamp: ended?.timestamp,
      data: 'a plain string',
      run_count: 1,
      expected_start_time: first?.state_details.scheduled_time,
      next_scheduled_start_time: null,
      start_time: began?.timestamp,
      end_time: ended?.timestamp,
      attempt: 1,
    })
    expect(run.total_run_time).toBeCloseTo(0.001, 2)
    expect(began).toMatchObject({ message: 'off we go', state_details: { flow_run_id: id } })
  })

  it('throws when there is no such run', async () => {
    await using orchestration = await openTestOrchestration(kind)
    const nobody = orchestration.context.store.write((tx) => orchestration.proposeForFlowRun(tx, v7(), RUNNING))
    await expect(nobody).rejects.toThrow(RunNotFound)
  })

  it('answers a repeated transition with the state it made', async () => {
    await using orchestration = await openTestOrchestration(kind)
    const state = { ...RUNNING, state_details: { transition_id: v7() } }
    const [first, second] = await orchestration.context.store.write(async (tx) => {
      const id = await orchestration.createFlowRun(tx, PENDING)
      return [await orchestration.proposeForFlowRun(tx, id, state), await orchestration.proposeForFlowRun(tx, id, state)] as const
    })
    expect(second).toMatchObject({ wrote: false, result: { status: 'REJECT', state: { id: first.result.state?.id } } })
  })

  it('lets exactly one of many workers claim a run', async () => {
    await using orchestration = await openTestOrchestration(kind)
    const { context } = orchestration
    const id = await context.store.write((tx) => orchestration.createFlowRun(tx, { type: 'SCHEDULED' }))
    const claim = { flowRunId: id, state: stateCreate.parse(PENDING), force: false, caller: ANYBODY }
    const claims = await Promise.all(Array.from({ length: 8 }, () => context.store.write((tx) => setFlowRunState(context, tx, claim))))
    const won = claims.filter(({ wrote }) => wrote)
    expect(won).toMatchObject([{ attempt: 1, result: { status: 'ACCEPT' } }])
    for (const lost of claims.filter(({ wrote }) => !wrote)) {
      // The state that a loser is shown is whole, though it was written while it waited for the row.
      expect(lost).toMatchObject({ attempt: 1, result: { status: 'ABORT', state: won[0]?.result.state } })
    }
  })

  it('keeps the times of states in order when a client dates its own', async () => {
    await using orchestration = await openTestOrchestration(kind)
    const hour = addSeconds(orchestration.context.clock.now(), 3600)
    const states = await orchestration.context.store.write(async (tx) => {
      const id = await orchestration.createFlowRun(tx, { ...PENDING, timestamp: hour })
      await orchestration.proposeForFlowRun(tx, id, RUNNING)
      await orchestration.proposeForFlowRun(tx, id, { type: 'FAILED', timestamp: hour })
      return await listFlowRunStates(tx, id)
    })
    expect(states.map(({ type, timestamp }) => [type, timestamp])).toEqual([
      ['PENDING', hour],
      ['RUNNING', addSeconds(hour, 0.000001)],
      ['FAILED', addSeconds(hour, 0.000002)],
    ])
  })

  it('gives the task run of a subflow the states of the subflow', async () => {
    await using orchestration = await openTestOrchestration(kind)
    const { id, task, run } = await orchestration.context.store.write(async (tx) => {
      const parent = await orchestration.createFlowRun(tx, RUNNING)
      const taskId = await orchestration.createTaskRun(tx, RUNNING, { flow_run_id: parent })
      const id = await orchestration.createFlowRun(tx, PENDING, { parent_task_run_id: taskId })
      await orchestration.proposeForFlowRun(tx, id, { type: 'FAILED', message: 'no' })
      return { id, task: await orchestration.taskRun(tx, taskId), run: await orchestration.flowRun(tx, id) }
    })
    expect(task).toMatchObject({ state_type: 'FAILED', message: 'no', state_details: { child_flow_run_id: id, task_run_id: task.id } })
    expect(run).toMatchObject({ state_details: { flow_run_id: id, task_run_id: task.id } })
    expect(task.state_id).not.toBe(run.state_id)
  })
})

describe('the event of a new state', () => {
  it('is published after the commit, with what it concerns', async () => {
    await using orchestration = await openTestOrchestration()
    const { store } = orchestration.context
    const id = await store.write(async (tx) => {
      const id = await orchestration.createFlowRun(tx, { type: 'SCHEDULED' })
      await orchestration.proposeForFlowRun(tx, id, { ...RUNNING, message: 'hello' })
      expect(orchestration.published).toEqual([])
      return id
    })
    const run = await store.write((tx) => orchestration.flowRun(tx, id))
    const [first, second] = orchestration.published
    expect(second).toMatchObject({
      id: run.state_id,
      occurred: run.state_timestamp,
      event: 'prefect.flow-run.Running',
      resource: {
        'prefect.resource.id': `prefect.flow-run.${id}`,
        'prefect.resource.name': 'run',
        'prefect.run-count': '1',
        'prefect.state-message': 'hello',
        'prefect.state-name': 'Running',
        'prefect.state-type': 'RUNNING',
      },
      related: [
        {
          'prefect.resource.id': `prefect.flow.${orchestration.flowId}`,
          'prefect.resource.role': 'flow',
          'prefect.resource.name': 'flow',
        },
        { 'prefect.resource.id': 'prefect.tag.of-flow', 'prefect.resource.role': 'tag' },
        { 'prefect.resource.id': 'prefect.tag.of-run', 'prefect.resource.role': 'tag' },
      ],
      payload: {
        intended: { from: 'SCHEDULED', to: 'RUNNING' },
        initial_state: { type: 'SCHEDULED', name: 'Scheduled' },
        validated_state: { type: 'RUNNING', name: 'Running', message: 'hello' },
      },
      follows: first?.id,
    })
    const stored = await readEvents(store, ({ db }) => db.selectFrom('event').select('id').orderBy('occurred').execute())
    expect(stored.map((event) => event.id)).toEqual([first?.id, second?.id])
  })

  it('is not told when the transaction is taken back', async () => {
    await using orchestration = await openTestOrchestration()
    const fails = orchestration.context.store.write(async (tx) => {
      await orchestration.createFlowRun(tx, PENDING)
      throw new Error('no')
    })
    await expect(fails).rejects.toThrow('no')
    expect(orchestration.published).toEqual([])
  })

  it('names no state before that is long past', async () => {
    await using orchestration = await openTestOrchestration()
    await orchestration.context.store.write(async (tx) => {
      const id = await orchestration.createFlowRun(tx, PENDING)
      orchestration.context.clock.advance(301)
      await orchestration.proposeForFlowRun(tx, id, RUNNING)
    })
    expect(orchestration.published.map(({ follows }) => follows)).toEqual([null, null])
  })
})

describe('a run in a work queue', () => {
  it('wakes those who wait there when it is scheduled, and only then', async () => {
    await using orchestration = await openTestOrchestration()
    const { store, work } = orchestration.context
    const queueId = await store.write((tx) => insertQueue(tx, orchestration))
    const woken = work.wait([queueId], 60_000, AbortSignal.timeout(60_000))
    const id = await store.write((tx) => orchestration.createFlowRun(tx, { type: 'SCHEDULED' }, { work_queue_id: queueId }))
    await woken
    const related = orchestration.published[0]?.related.map((resource) => resource['prefect.resource.role'])
    expect(related).toEqual(['flow', 'work-queue', 'work-pool', 'tag', 'tag'])
    const stop = new AbortController()
    let claimed = false
    const waiting = work.wait([queueId], 60_000, stop.signal).then(() => expect(claimed).toBe(true))
    await store.write((tx) => orchestration.proposeForFlowRun(tx, id, PENDING))
    claimed = true
    stop.abort()
    await waiting
  })
})

describe.each(STORE_KINDS)('attempts and leases on %s', (kind) => {
  it('refuses what an older attempt proposes, even by force', async () => {
    await using orchestration = await openTestOrchestration(kind)
    const outcomes = await orchestration.context.store.write(async (tx) => {
      const id = await orchestration.createFlowRun(tx, { type: 'SCHEDULED' })
      await orchestration.proposeForFlowRun(tx, id, PENDING)
      await orchestration.proposeForFlowRun(tx, id, RUNNING, by(1))
      await orchestration.proposeForFlowRun(tx, id, { type: 'SCHEDULED' }, { force: true })
      await orchestration.proposeForFlowRun(tx, id, PENDING)
      return [
        await orchestration.proposeForFlowRun(tx, id, { type: 'COMPLETED' }, by(1)),
        await orchestration.proposeForFlowRun(tx, id, { type: 'COMPLETED' }, { ...by(1), force: true }),
        await orchestration.proposeForFlowRun(tx, id, RUNNING, by(2)),
      ]
    })
    const reason = 'This proposal is for attempt 1 of the run, which attempt 2 has taken over.'
    expect(outcomes).toMatchObject([
      { attempt: 2, result: { status: 'ABORT', details: { reason } } },
      { attempt: 2, result: { status: 'ABORT', details: { reason } } },
      { attempt: 2, result: { status: 'ACCEPT' } },
    ])
  })

  it('renews the lease of the present attempt and ends it with the run', async () => {
    await using orchestration = await openTestOrchestration(kind)
    const { context } = orchestration
    await context.store.write(async (tx) => {
      const id = await orchestration.createFlowRun(tx, PENDING)
      const lease = { flowRunId: id, attempt: 1, holder: 'host 1', seconds: 30 }
      const first = await renewLease(context, tx, lease)
      orchestration.context.clock.advance(10)
      const second = await renewLease(context, tx, { ...lease, attempt: 0, holder: 'host 2' })
      const { cancelling, ...held } = second
      expect(await readLease(tx, id)).toEqual(held)
      expect(cancelling).toBe(false)
      expect(second).toMatchObject({ flow_run_id: id, attempt: 1, holder: 'host 2' })
      expect(second.expires_at > first.expires_at).toBe(true)
      await orchestration.proposeForFlowRun(tx, id, { type: 'COMPLETED' })
      expect(await readLease(tx, id)).toBeUndefined()
      await expect(renewLease(context, tx, lease)).rejects.toMatchObject({ name: 'AttemptSuperseded', present: 1 })
      expect(await readLease(tx, id)).toBeUndefined()
    })
  })

  it('takes the lease from an attempt that another has taken over', async () => {
    await using orchestration = await openTestOrchestration(kind)
    const { context } = orchestration
    await context.store.write(async (tx) => {
      const id = await orchestration.createFlowRun(tx, PENDING)
      const lease = { flowRunId: id, attempt: 1, holder: 'host', seconds: 30 }
      await renewLease(context, tx, lease)
      await orchestration.proposeForFlowRun(tx, id, { type: 'SCHEDULED' }, { force: true })
      await orchestration.proposeForFlowRun(tx, id, PENDING)
      expect(await readLease(tx, id)).toBeUndefined()
      await expect(renewLease(context, tx, lease)).rejects.toMatchObject({ name: 'AttemptSuperseded', attempt: 1, present: 2 })
      await expect(renewLease(context, tx, { ...lease, flowRunId: v7() })).rejects.toThrow(RunNotFound)
    })
  })
})

async function insertQueue({ db }: Transaction, { context }: TestOrchestration): Promise<string> {
  const now = context.clock.now()
  const [poolId, queueId] = [v7(), v7()]
  const stored = { created: now, updated: now, description: null, is_paused: false, concurrency_limit: null }
  await db
    .insertInto('work_pool')
    .values({
      ...stored,
      id: poolId,
      name: 'pool',
      type: 'process',
      base_job_template: {},
      default_queue_id: null,
      storage_configuration: {},
    })
    .execute()
  await db
    .insertInto('work_queue')
    .values({ ...stored, id: queueId, name: 'queue', priority: 1, work_pool_id: poolId, filter: null, last_polled: null })
    .execute()
  return queueId
}

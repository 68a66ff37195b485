import { addSeconds, type StateCreateInput } from '@millrace/protocol'
import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { listTaskRunStates } from '../store/queries/task-run-states.ts'
import { STORE_KINDS } from '../store/testing.ts'
import { RunNotFound } from './errors.ts'
import { openTestOrchestration } from './testing.ts'

const RUNNING: StateCreateInput = { type: 'RUNNING' }
const FAILED: StateCreateInput = { type: 'FAILED', message: 'no' }

describe.each(STORE_KINDS)('setting the state of a task run on %s', (kind) => {
  it('retries as often as its policy says, and names the runs', async () => {
    await using orchestration = await openTestOrchestration(kind)
    const { run, states } = await orchestration.context.store.write(async (tx) => {
      const flowRunId = await orchestration.createFlowRun(tx, RUNNING)
      const policy = { max_retries: 0, retry_delay_seconds: 0, retries: 1, retry_delay: [0], retry_jitter_factor: null }
      const id = await orchestration.createTaskRun(tx, { type: 'PENDING' }, { flow_run_id: flowRunId, empirical_policy: policy })
      for (const state of [RUNNING, FAILED, RUNNING, FAILED]) await orchestration.proposeForTaskRun(tx, id, state)
      return { run: await orchestration.taskRun(tx, id), states: await listTaskRunStates(tx, id) }
    })
    expect(states.map(({ name }) => name)).toEqual(['Pending', 'Running', 'AwaitingRetry', 'Retrying', 'Failed'])
    expect(run).toMatchObject({ state_type: 'FAILED', message: 'no', run_count: 2, flow_run_run_count: 1 })
    expect(states.at(-1)).toMatchObject({ state_details: { flow_run_id: run.flow_run_id, task_run_id: run.id } })
  })

  it('throws when there is no such run', async () => {
    await using orchestration = await openTestOrchestration(kind)
    const nobody = orchestration.context.store.write((tx) => orchestration.proposeForTaskRun(tx, v7(), RUNNING))
    await expect(nobody).rejects.toThrow(RunNotFound)
  })

  it('takes a cached completion while it is good, the newest first', async () => {
    await using orchestration = await openTestOrchestration(kind)
    const { store, clock } = orchestration.context
    await store.write(async (tx) => {
      const complete = async (data: string, expiration: string | null): Promise<void> => {
        const id = await orchestration.createTaskRun(tx, { type: 'PENDING' })
        const details = { cache_key: 'key', cache_expiration: expiration }
        await orchestration.proposeForTaskRun(tx, id, { type: 'COMPLETED', data, state_details: details })
      }
      const begin = async (refresh: boolean | null = null): Promise<unknown> => {
        const id = await orchestration.createTaskRun(tx, { type: 'PENDING' })
        const { result } = await orchestration.proposeForTaskRun(tx, id, {
          ...RUNNING,
          state_details: { cache_key: 'key', refresh_cache: refresh },
        })
        return [result.status, result.state?.name, result.state?.data]
      }
      expect(await begin()).toEqual(['ACCEPT', 'Running', null])
      await complete('old', null)
      await complete('new', addSeconds(clock.now(), 60))
      expect(await begin()).toEqual(['REJECT', 'Cached', 'new'])
      expect(await begin(true)).toEqual(['ACCEPT', 'Running', null])
      clock.advance(61)
      expect(await begin()).toEqual(['REJECT', 'Cached', 'old'])
    })
  })

  it('keeps a background task from being claimed twice', async () => {
    await using orchestration = await openTestOrchestration(kind)
    const claims = await orchestration.context.store.write(async (tx) => {
      const id = await orchestration.createTaskRun(tx, { type: 'SCHEDULED', state_details: { deferred: true, task_parameters_id: v7() } })
      const pending = { type: 'PENDING', state_details: { deferred: true } } as const
      return [await orchestration.proposeForTaskRun(tx, id, pending), await orchestration.proposeForTaskRun(tx, id, pending)]
    })
    expect(claims.map(({ result }) => result.status)).toEqual(['ACCEPT', 'ABORT'])
    expect(claims[0]?.result.state?.state_details.task_parameters_id).not.toBeNull()
  })
})

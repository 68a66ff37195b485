import type { StateCreateInput } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import type { Caller } from '../context.ts'
import { limitOfTag } from '../concurrency/tag-limits.ts'
import { findLimit, insertLimit, type NewLimit } from '../store/queries/concurrency-limits.ts'
import { freeLeases } from '../concurrency/free-slots.ts'
import { leasesOn } from '../store/queries/concurrency-slots.ts'
import { sample } from '../store/sample-rows.ts'
import type { DeploymentRow } from '../store/schema.ts'
import { STORE_KINDS, type StoreKind } from '../store/testing.ts'
import type { FlowRunOutcome, TaskRunOutcome } from './outcome.ts'
import { openTestOrchestration, type TestOrchestration } from './testing.ts'

const SECOND: Caller = { apiVersion: '0.8.4', prefectVersion: '2.20.26', attempt: undefined }
const THIRD: Caller = { apiVersion: '0.8.4', prefectVersion: '3.8.8', attempt: undefined }
const OLD: Caller = { apiVersion: '0.8.4', prefectVersion: '3.4.0', attempt: undefined }

const PENDING: StateCreateInput = { type: 'PENDING' }
const RUNNING: StateCreateInput = { type: 'RUNNING' }
const COMPLETED: StateCreateInput = { type: 'COMPLETED' }
const SCHEDULED: StateCreateInput = { type: 'SCHEDULED' }

const LIMIT = '00000000-0000-7000-8000-000000000001'

const makeLimit = (orchestration: TestOrchestration, limit: Omit<NewLimit, 'id'> & { id?: string }): Promise<unknown> =>
  orchestration.context.store.write((tx) => insertLimit(tx, { id: LIMIT, ...limit }, orchestration.context.clock.now()))

const held = async ({ context }: TestOrchestration, name: string): Promise<number | undefined> =>
  (await context.store.read((queries) => findLimit(queries, { name })))?.held

const told = ({ result: { status, state, details } }: TaskRunOutcome): string =>
  `${status} ${state?.name ?? '-'}${'reason' in details ? `: ${details.reason}` : ''}`

describe.each(STORE_KINDS)('slots of tags on %s', (kind) => {
  /** A task run with tags in a running flow run. */
  async function makeTask(orchestration: TestOrchestration, flowRunId: string, key: string, tags: string[]): Promise<string> {
    return await orchestration.context.store.write((tx) =>
      orchestration.createTaskRun(tx, PENDING, { flow_run_id: flowRunId, dynamic_key: key, tags }),
    )
  }

  const runFlow = (orchestration: TestOrchestration): Promise<string> =>
    orchestration.context.store.write((tx) => orchestration.createFlowRun(tx, RUNNING))

  const propose = (
    orchestration: TestOrchestration,
    id: string,
    state: StateCreateInput,
    how: { caller?: Caller; force?: boolean } = {},
  ): Promise<TaskRunOutcome> => orchestration.context.store.write((tx) => orchestration.proposeForTaskRun(tx, id, state, how))

  it('make the next task run wait until the one before has ended', async () => {
    await using orchestration = await openTestOrchestration(kind)
    await makeLimit(orchestration, { name: limitOfTag('db'), limit: 1 })
    const flow = await runFlow(orchestration)
    const [first, second, free] = await Promise.all([
      makeTask(orchestration, flow, '1', ['db', 'other']),
      makeTask(orchestration, flow, '2', ['db']),
      makeTask(orchestration, flow, '3', ['other']),
    ])
    expect(told(await propose(orchestration, first, RUNNING))).toBe('ACCEPT Running')
    const waiting = await propose(orchestration, second, RUNNING)
    expect(told(waiting)).toBe('WAIT Pending: Concurrency limit reached for tags: db')
    expect(waiting).toMatchObject({ wrote: false })
    expect(told(await propose(orchestration, second, RUNNING, { caller: SECOND }))).toBe(
      'WAIT Pending: Concurrency limit for the db tag has been reached',
    )
    expect(told(await propose(orchestration, free, RUNNING))).toBe('ACCEPT Running')
    // The same once more, as after an answer that was lost.
    expect(told(await propose(orchestration, first, RUNNING))).toBe('ACCEPT Rerunning')
    expect(await held(orchestration, 'tag:db')).toBe(1)
    expect(told(await propose(orchestration, first, COMPLETED))).toBe('ACCEPT Completed')
    expect(await held(orchestration, 'tag:db')).toBe(0)
    expect(told(await propose(orchestration, second, RUNNING))).toBe('ACCEPT Running')
  })

  it('are given back by a retry, a forced state and a pause', async () => {
    await using orchestration = await openTestOrchestration(kind)
    await makeLimit(orchestration, { name: limitOfTag('db'), limit: 1 })
    const flow = await runFlow(orchestration)
    const task = await makeTask(orchestration, flow, '1', ['db'])
    const states: [StateCreateInput, boolean][] = [
      [{ type: 'SCHEDULED', name: 'AwaitingRetry' }, false],
      [{ type: 'CRASHED' }, true],
      [{ type: 'PAUSED' }, true],
    ]
    for (const [state, force] of states) {
      await propose(orchestration, task, PENDING, { force: true })
      expect(told(await propose(orchestration, task, RUNNING))).toMatch(/^ACCEPT/)
      expect(await held(orchestration, 'tag:db')).toBe(1)
      expect(told(await propose(orchestration, task, state, { force }))).toMatch(/^ACCEPT/)
      expect(await held(orchestration, 'tag:db')).toBe(0)
    }
  })

  it('are needed by background tasks too', async () => {
    await using orchestration = await openTestOrchestration(kind)
    await makeLimit(orchestration, { name: limitOfTag('db'), limit: 1 })
    const make = (key: string): Promise<string> =>
      orchestration.context.store.write((tx) => orchestration.createTaskRun(tx, SCHEDULED, { dynamic_key: key, tags: ['db'] }, SECOND))
    const [first, second] = [await make('1'), await make('2')]
    for (const id of [first, second]) await propose(orchestration, id, PENDING, { caller: SECOND })
    expect(told(await propose(orchestration, first, RUNNING, { caller: SECOND }))).toBe('ACCEPT Running')
    expect(told(await propose(orchestration, second, RUNNING, { caller: SECOND }))).toMatch(/^WAIT/)
    await propose(orchestration, first, COMPLETED, { caller: SECOND })
    expect(told(await propose(orchestration, second, RUNNING, { caller: SECOND }))).toBe('ACCEPT Running')
  })

  it('are not taken when a later rule refuses', async () => {
    await using orchestration = await openTestOrchestration(kind)
    await makeLimit(orchestration, { name: limitOfTag('db'), limit: 1 })
    const flow = await runFlow(orchestration)
    const task = await makeTask(orchestration, flow, '1', ['db'])
    await propose(orchestration, task, { type: 'SCHEDULED', state_details: { scheduled_time: '2030-01-01T00:00:00Z' } }, { force: true })
    expect(told(await propose(orchestration, task, RUNNING))).toBe('WAIT Scheduled: Scheduled time is in the future')
    expect(await held(orchestration, 'tag:db')).toBe(0)
  })

  it('of a limit of 0 are never waited for', async () => {
    await using orchestration = await openTestOrchestration(kind)
    await makeLimit(orchestration, { name: limitOfTag('none'), limit: 0 })
    const task = await makeTask(orchestration, await runFlow(orchestration), '1', ['none'])
    expect(told(await propose(orchestration, task, RUNNING))).toBe(
      'ABORT Pending: The concurrency limit on tag "none" is 0 and will deadlock if the task tries to run again.',
    )
  })
})

describe.each(STORE_KINDS)('slots of deployments on %s', (kind) => {
  it('make the next run wait for its turn, and come back with the end of the run', async () => {
    await using fixture = await withDeployment(kind, { concurrency_limit: 1 })
    const { orchestration, name } = fixture
    const [first, second] = [await fixture.schedule(), await fixture.schedule()]
    const claimed = await fixture.propose(first, PENDING, THIRD)
    expect(told(claimed)).toBe('ACCEPT Pending')
    const lease = claimed.result.state?.state_details.deployment_concurrency_lease_id
    expect(lease).toBeTypeOf('string')
    expect(told(await fixture.propose(second, PENDING, THIRD))).toBe(
      'REJECT AwaitingConcurrencySlot: Deployment concurrency limit reached.',
    )
    const waiting = await orchestration.context.store.read((queries) => findLimit(queries, { name }))
    expect(waiting).toMatchObject({ limit: 1, held: 1 })
    const running = await fixture.propose(first, RUNNING, THIRD)
    expect(running.result.state?.state_details.deployment_concurrency_lease_id).toBe(lease)
    expect(await held(orchestration, name)).toBe(1)
    await fixture.propose(first, COMPLETED, THIRD)
    expect(await held(orchestration, name)).toBe(0)
    expect(told(await fixture.propose(second, PENDING, THIRD))).toBe('ACCEPT Pending')
  })

  it('are offered again after half a minute, or the new run is cancelled, as the deployment says', async () => {
    await using waits = await withDeployment(kind, { concurrency_limit: 1 })
    await waits.propose(await waits.schedule(), PENDING, THIRD)
    const { result } = await waits.propose(await waits.schedule(), PENDING, THIRD)
    const wait = Date.parse(result.state?.state_details.scheduled_time ?? '') - Date.parse(result.state?.timestamp ?? '')
    expect(wait).toBe(30_000)

    await using cancels = await withDeployment(kind, { concurrency_limit: 1, concurrency_options: { collision_strategy: 'CANCEL_NEW' } })
    await cancels.propose(await cancels.schedule(), PENDING, THIRD)
    expect(told(await cancels.propose(await cancels.schedule(), PENDING, THIRD))).toBe(
      'REJECT Cancelled: Deployment concurrency limit reached.',
    )
    const late = await cancels.schedule()
    expect(told(await cancels.propose(late, { type: 'SCHEDULED', name: 'Late' }, THIRD, 'mark-late'))).toBe(
      'REJECT Cancelled: Deployment concurrency limit is full and uses the CANCEL_NEW strategy.',
    )
  })

  it('that lapsed while infrastructure started are taken again, or the run is cancelled', async () => {
    await using fixture = await withDeployment(kind, { concurrency_limit: 1 })
    const { orchestration, name } = fixture
    const lapse = (): Promise<unknown> =>
      orchestration.context.store.write(async (tx) => {
        const limit = await findLimit(tx, { name })
        const leases = await leasesOn(tx, limit?.id ?? '')
        await freeLeases(
          orchestration.context,
          tx,
          leases.map(({ id }) => id),
          orchestration.context.clock.now(),
        )
      })
    const [first, second] = [await fixture.schedule(), await fixture.schedule()]
    const claimed = await fixture.propose(first, PENDING, THIRD)
    await lapse()
    const running = await fixture.propose(first, RUNNING, THIRD)
    expect(told(running)).toBe('ACCEPT Running')
    const lease = running.result.state?.state_details.deployment_concurrency_lease_id
    expect(lease).not.toBe(claimed.result.state?.state_details.deployment_concurrency_lease_id)
    expect(await held(orchestration, name)).toBe(1)
    await fixture.propose(first, COMPLETED, THIRD)

    await fixture.propose(first, SCHEDULED, THIRD)
    await fixture.propose(first, PENDING, THIRD)
    await lapse()
    await fixture.propose(second, PENDING, THIRD)
    expect(told(await fixture.propose(first, RUNNING, THIRD))).toBe(
      'REJECT Cancelled: Deployment concurrency limit reached after lease expiry.',
    )
    expect(await held(orchestration, name)).toBe(1)
  })

  it('are kept without renewal for clients that know none', async () => {
    await using fixture = await withDeployment(kind, { concurrency_limit: 1 })
    const { orchestration, name } = fixture
    const run = await fixture.schedule()
    await fixture.propose(run, PENDING, OLD)
    await fixture.propose(run, RUNNING, OLD)
    const leases = await orchestration.context.store.read(({ db }) => db.selectFrom('concurrency_lease').select('expires_at').execute())
    expect(leases).toEqual([{ expires_at: null }])
    await fixture.propose(run, { type: 'FAILED' }, OLD)
    expect(await held(orchestration, name)).toBe(0)
  })

  it('are kept while a run waits in its process for another attempt, and given back by a suspension', async () => {
    await using fixture = await withDeployment(kind, { concurrency_limit: 1 })
    const { orchestration, name } = fixture
    const run = await fixture.schedule({ retries: 1 })
    await fixture.propose(run, PENDING, THIRD)
    await fixture.propose(run, RUNNING, THIRD)
    expect(told(await fixture.propose(run, { type: 'FAILED' }, THIRD))).toBe('REJECT AwaitingRetry: Retrying')
    expect(await held(orchestration, name)).toBe(1)
    await fixture.propose(run, RUNNING, THIRD)
    const suspended: StateCreateInput = { type: 'PAUSED', name: 'Suspended', state_details: { pause_reschedule: true, pause_key: 'k' } }
    expect(told(await fixture.propose(run, suspended, THIRD))).toBe('ACCEPT Suspended')
    expect(await held(orchestration, name)).toBe(0)
  })

  it('come back when somebody forces the run to its end', async () => {
    await using fixture = await withDeployment(kind, { concurrency_limit: 1 })
    const run = await fixture.schedule()
    await fixture.propose(run, PENDING, THIRD)
    await fixture.orchestration.context.store.write((tx) =>
      fixture.orchestration.proposeForFlowRun(tx, run, { type: 'CRASHED' }, { force: true }),
    )
    expect(await held(fixture.orchestration, fixture.name)).toBe(0)
  })

  it('follow a limit that deployments share, and none can be had of 0', async () => {
    await using fixture = await withDeployment(kind, { concurrency_limit: null, global_concurrency_limit_id: LIMIT })
    await makeLimit(fixture.orchestration, { name: 'shared', limit: 1 })
    expect(told(await fixture.propose(await fixture.schedule(), PENDING, THIRD))).toBe('ACCEPT Pending')
    expect(await held(fixture.orchestration, 'shared')).toBe(1)

    await using none = await withDeployment(kind, { concurrency_limit: 0 })
    expect(told(await none.propose(await none.schedule(), PENDING, THIRD))).toBe(
      'ABORT Scheduled: The deployment concurrency limit is 0. The flow will deadlock if submitted again.',
    )
  })
})

interface WithDeployment extends AsyncDisposable {
  readonly orchestration: TestOrchestration
  /** Of the deployment's own limit. */
  readonly name: string
  schedule(policy?: { retries: number }): Promise<string>
  propose(id: string, state: StateCreateInput, caller: Caller, policy?: 'core' | 'mark-late'): Promise<FlowRunOutcome>
}

async function withDeployment(kind: StoreKind, given: Partial<DeploymentRow>): Promise<WithDeployment> {
  const orchestration = await openTestOrchestration(kind)
  const { store } = orchestration.context
  const deployment = sample.deployment({ flow_id: orchestration.flowId, ...given })
  await store.write(({ db }) => db.insertInto('deployment').values(deployment).execute())
  return {
    orchestration,
    name: `deployment:${deployment.id}`,
    schedule: ({ retries } = { retries: 0 }) =>
      store.write((tx) =>
        orchestration.createFlowRun(tx, SCHEDULED, {
          deployment_id: deployment.id,
          empirical_policy: {
            max_retries: 0,
            retry_delay_seconds: 0,
            retries,
            retry_delay: 0,
            pause_keys: [],
            resuming: false,
            retry_type: null,
          },
        }),
      ),
    propose: (id, state, caller, policy = 'core') =>
      store.write((tx) => orchestration.proposeForFlowRun(tx, id, state, { caller, policy })),
    [Symbol.asyncDispose]: () => orchestration[Symbol.asyncDispose](),
  }
}

import { randomUUID } from 'node:crypto'
import type { Right } from '@millrace/protocol'
import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { type Actor, ANYBODY } from '../accounts/actor.ts'
import { openTestApi, type TestApi } from '../api/testing.ts'
import { STORE_KINDS } from '../store/testing.ts'

const ADA: Actor = {
  ...ANYBODY,
  kind: 'user',
  id: randomUUID(),
  name: 'ada',
  role: 'developer',
  rights: new Set<Right>(['read', 'run', 'operate', 'build']),
}

/** A flow with a deployment that waits for one run, and a run of the flow that runs. */
async function begin(api: TestApi): Promise<{ flow: string; deployment: string; running: string; waiting: string }> {
  const { body: flow } = await api.call('POST', '/flows/', { name: 'report' })
  const { body: deployment } = await api.call('POST', '/deployments/', { name: 'nightly', flow_id: flow.id })
  const { body: running } = await api.call('POST', '/flow_runs/', { name: 'brave-otter', flow_id: flow.id, state: { type: 'RUNNING' } })
  const { body: waiting } = await api.call('POST', `/deployments/${deployment.id}/create_flow_run`, { name: 'calm-newt' })
  return { flow: flow.id, deployment: deployment.id, running: running.id, waiting: waiting.id }
}

/** A task run, as the engine of Prefect 3 tells of it. */
async function tellTask(api: TestApi, related: Readonly<Record<string, string>>): Promise<string> {
  const id = randomUUID()
  const event = {
    id: v7(),
    occurred: api.context.clock.now(),
    event: 'prefect.task-run.Running',
    resource: { 'prefect.resource.id': `prefect.task-run.${id}`, 'prefect.resource.name': 'load' },
    related: Object.entries(related).map(([kind, other]) => ({
      'prefect.resource.id': `prefect.${kind}.${other}`,
      'prefect.resource.role': kind,
    })),
  }
  expect((await api.call('POST', '/events', [event])).status).toBe(204)
  return id
}

const gone = async (api: TestApi, kind: string, id: string): Promise<unknown> =>
  (await api.call('GET', `/ui/gone/${kind}/${id}`)).body.deleted

const remove = async (api: TestApi, path: string): Promise<void> => {
  expect((await api.call('DELETE', path, undefined, { actor: ADA })).status).toBe(204)
}

const by = { at: expect.any(String), who: { kind: 'user', id: ADA.id, name: 'ada' } }

describe.each(STORE_KINDS)('who deleted what is gone, on %s', (kind) => {
  it('is said of what was deleted itself, one by one or several at once', async () => {
    await using api = await openTestApi(kind)
    const { running, waiting } = await begin(api)
    expect(await gone(api, 'flow-run', running)).toBeNull()
    await remove(api, `/flow_runs/${running}`)
    const several = { flow_runs: { id: { any_: [waiting] } } }
    await api.call('POST', '/flow_runs/bulk_delete', several, { actor: ADA })
    expect(await gone(api, 'flow-run', running)).toEqual({ ...by, name: 'brave-otter', with: null })
    expect(await gone(api, 'flow-run', waiting)).toEqual({ ...by, name: 'calm-newt', with: null })
    expect(await gone(api, 'task-run', running)).toBeNull()
    expect(await gone(api, 'flow-run', randomUUID())).toBeNull()
  })

  it('is said of a work pool and its queues by their names', async () => {
    await using api = await openTestApi(kind)
    await api.call('POST', '/work_pools/', { name: 'gpu pool', type: 'process' })
    await api.call('POST', '/work_pools/gpu%20pool/queues', { name: 'urgent' })
    expect(await gone(api, 'work-pool', 'gpu%20pool')).toBeNull()
    await remove(api, '/work_pools/gpu%20pool/queues/urgent')
    expect(await gone(api, 'work-queue', 'gpu%20pool%3Aurgent')).toEqual({ ...by, name: 'urgent', with: null })
    expect(await gone(api, 'work-queue', 'other%3Aurgent')).toBeNull()
    await remove(api, '/work_pools/gpu%20pool')
    expect(await gone(api, 'work-pool', 'gpu%20pool')).toEqual({ ...by, name: 'gpu pool', with: null })
    expect(await gone(api, 'work-pool', 'default')).toBeNull()
    expect(await gone(api, 'work-queue', 'gpu%20pool%3Adefault')).toMatchObject({ name: 'default', with: { name: 'gpu pool' } })
  })

  it('is said of what went with its flow', async () => {
    await using api = await openTestApi(kind)
    const { flow, deployment, running } = await begin(api)
    const task = await tellTask(api, { 'flow-run': running, flow })
    await remove(api, `/flows/${flow}`)
    const whole = { ...by, with: { kind: 'flow', id: flow, name: 'report' } }
    expect(await gone(api, 'flow', flow)).toEqual({ ...by, name: 'report', with: null })
    expect(await gone(api, 'deployment', deployment)).toEqual({ ...whole, name: 'nightly' })
    expect(await gone(api, 'flow-run', running)).toEqual({ ...whole, name: 'brave-otter' })
    expect(await gone(api, 'task-run', task)).toMatchObject(whole)
  })

  it('is said of the runs that waited when their deployment was deleted, and of the tasks of a deleted run', async () => {
    await using api = await openTestApi(kind)
    const { deployment, running, waiting } = await begin(api)
    const task = await tellTask(api, { 'flow-run': running })
    await api.call('POST', '/deployments/bulk_delete', { deployments: { id: { any_: [deployment] } } }, { actor: ADA })
    await remove(api, `/flow_runs/${running}`)
    expect(await gone(api, 'flow-run', waiting)).toEqual({
      ...by,
      name: 'calm-newt',
      with: { kind: 'deployment', id: deployment, name: 'nightly' },
    })
    expect(await gone(api, 'task-run', task)).toMatchObject({ ...by, with: { kind: 'flow-run', id: running, name: 'brave-otter' } })
  })

  it('is said of the queues of a pool', async () => {
    await using api = await openTestApi(kind)
    await api.call('POST', '/work_pools/', { name: 'pool', type: 'process' })
    const { body: queue } = await api.call('POST', '/work_pools/pool/queues', { name: 'fast' })
    await remove(api, '/work_pools/pool')
    expect(await gone(api, 'work-queue', queue.id)).toMatchObject({ ...by, name: 'fast', with: { kind: 'work-pool', name: 'pool' } })
  })
})

it('says of a run whose id is older than runs are kept that retention may have deleted it', async () => {
  await using api = await openTestApi('sqlite')
  const DAY = 86_400_000
  const [old, recent] = [v7({ msecs: Date.now() - 91 * DAY }), v7({ msecs: Date.now() - 89 * DAY })]
  const { body } = await api.call('GET', `/ui/gone/flow-run/${old}`)
  expect(body).toEqual({ deleted: null, retention: { made: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), kept_for: 90 * 86_400 } })
  const madeUp = 'ffffffff-ffff-7fff-bfff-ffffffffffff'
  for (const path of [
    `flow-run/${recent}`,
    `flow-run/${randomUUID()}`,
    `deployment/${old}`,
    `flow-run/${madeUp}`,
    'flow-run/aaaaaaaaaaaaaa7',
  ]) {
    expect((await api.call('GET', `/ui/gone/${path}`)).body).toEqual({ deleted: null, retention: null })
  }
  expect((await api.call('GET', '/ui/gone/flow-run/x')).body).toEqual({ deleted: null, retention: null })
  expect((await api.call('GET', `/ui/gone/thing/${old}`)).status).toBe(404)
})

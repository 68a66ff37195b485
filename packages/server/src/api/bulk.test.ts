import { describe, expect, it } from 'vitest'
import { STORE_KINDS, type StoreKind } from '../store/testing.ts'
import { openTestApi, type TestApi } from './testing.ts'

const NOBODY = '00000000-0000-4000-8000-000000000000'

interface Setup extends AsyncDisposable {
  readonly api: TestApi
  readonly deploymentId: string
  run(name: string, state?: object): Promise<string>
}

async function setup(kind: StoreKind): Promise<Setup> {
  const api = await openTestApi(kind)
  const { body: flow } = await api.call('POST', '/flows/', { name: 'report' })
  const parameter_openapi_schema = { type: 'object', properties: { day: { type: 'string' } } }
  const body = { name: 'daily', flow_id: flow.id, parameter_openapi_schema, enforce_parameter_schema: true }
  const { body: deployment } = await api.call('POST', '/deployments/', body)
  return {
    api,
    deploymentId: deployment.id,
    run: async (name, state) => (await api.call('POST', '/flow_runs/', { name, flow_id: flow.id, ...(state && { state }) })).body.id,
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  }
}

describe.each(STORE_KINDS)('many objects in one call on %s', (kind) => {
  it('proposes a state for each run and says of each what came of it', async () => {
    await using at = await setup(kind)
    const scheduled = await at.run('scheduled', { type: 'SCHEDULED' })
    const pending = await at.run('pending')
    const elsewhere = await at.run('elsewhere', { type: 'SCHEDULED' })
    const proposal = { flow_runs: { id: { any_: [scheduled, pending] } }, state: { type: 'PENDING' } }
    const { status, body } = await at.api.call('POST', '/flow_runs/bulk_set_state', proposal)
    expect([status, body.results.length]).toEqual([200, 2])
    const byId = Object.fromEntries(body.results.map((result: { flow_run_id: string }) => [result.flow_run_id, result]))
    expect(byId[scheduled]).toMatchObject({ status: 'ACCEPT', state: { type: 'PENDING' }, details: { type: 'accept_details' } })
    expect(byId[pending]).toMatchObject({ status: 'ABORT', details: { type: 'abort_details' } })
    expect((await at.api.call('GET', `/flow_runs/${scheduled}`)).body.state_type).toBe('PENDING')
    expect((await at.api.call('GET', `/flow_runs/${elsewhere}`)).body.state_type).toBe('SCHEDULED')
    const forced = await at.api.call('POST', '/flow_runs/bulk_set_state', { ...proposal, force: true, limit: 1 })
    expect(forced.body.results).toMatchObject([{ status: 'ACCEPT' }])
  })

  it('deletes the runs that a filter finds, as many as the limit has', async () => {
    await using at = await setup(kind)
    const ids = await Promise.all(['a', 'b', 'c'].map((name) => at.run(name)))
    const filter = { flow_runs: { name: { any_: ['a', 'b'] } } }
    const first = await at.api.call('POST', '/flow_runs/bulk_delete', { ...filter, limit: 1 })
    const second = await at.api.call('POST', '/flow_runs/bulk_delete', filter)
    expect([first.status, first.body.deleted.length, second.body.deleted.length]).toEqual([200, 1, 1])
    expect(new Set([...first.body.deleted, ...second.body.deleted])).toEqual(new Set([ids[0], ids[1]]))
    expect((await at.api.call('POST', '/flow_runs/count', {})).body).toBe(1)
    expect((await at.api.call('POST', '/flow_runs/bulk_delete', filter)).body).toEqual({ deleted: [] })
  })

  it('deletes deployments with their runs that have not begun, and flows with their deployments', async () => {
    await using at = await setup(kind)
    await at.api.call('POST', `/deployments/${at.deploymentId}/create_flow_run`, {})
    const named = { deployments: { name: { any_: ['daily'] } } }
    expect((await at.api.call('POST', '/deployments/bulk_delete', named)).body).toEqual({ deleted: [at.deploymentId] })
    expect((await at.api.call('POST', '/flow_runs/count', {})).body).toBe(0)
    const { body: flow } = await at.api.call('POST', '/flows/', { name: 'report' })
    await at.api.call('POST', '/deployments/', { name: 'again', flow_id: flow.id })
    expect((await at.api.call('POST', '/flows/bulk_delete', {})).body).toEqual({ deleted: [flow.id] })
    expect((await at.api.call('POST', '/deployments/count', {})).body).toBe(0)
  })

  it('creates runs of a deployment, and one that is refused does not keep the others from it', async () => {
    await using at = await setup(kind)
    const path = `/deployments/${at.deploymentId}/create_flow_run/bulk`
    const { status, body } = await at.api.call('POST', path, [{ parameters: { day: 'today' } }, { parameters: { day: 1 } }, {}])
    expect([status, body.results.length]).toEqual([200, 3])
    expect(body.results).toMatchObject([
      { status: 'CREATED', error: null },
      { status: 'FAILED', flow_run_id: null, error: expect.stringContaining('day') },
      { status: 'CREATED' },
    ])
    const { body: run } = await at.api.call('GET', `/flow_runs/${body.results[0].flow_run_id}`)
    expect(run).toMatchObject({ deployment_id: at.deploymentId, parameters: { day: 'today' }, state_type: 'SCHEDULED' })
    expect((await at.api.call('POST', '/flow_runs/count', {})).body).toBe(2)
    expect(await at.api.call('POST', path, [])).toMatchObject({ status: 200, body: { results: [] } })
    expect(
      await at.api.call(
        'POST',
        path,
        Array.from({ length: 101 }, () => ({})),
      ),
    ).toMatchObject({ status: 400 })
    const nowhere = await at.api.call('POST', `/deployments/${NOBODY}/create_flow_run/bulk`, [])
    expect(nowhere).toMatchObject({ status: 404, body: { detail: 'Deployment not found' } })
  })

  it('refuses a limit that is out of range', async () => {
    await using api = await openTestApi(kind)
    for (const limit of [0, 51]) {
      for (const noun of ['flows', 'flow_runs', 'deployments']) {
        expect((await api.call('POST', `/${noun}/bulk_delete`, { limit })).status).toBe(422)
      }
    }
  })
})

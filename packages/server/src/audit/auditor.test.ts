import { randomUUID } from 'node:crypto'
import { type KeyRole, RIGHTS_OF } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import { type Actor, ANYBODY, WITHIN } from '../accounts/actor.ts'
import { openTestApi, type TestApi } from '../api/testing.ts'
import { createParts } from '../parts.ts'
import { STORE_KINDS } from '../store/testing.ts'
import { entriesIn } from './testing.ts'

/** A flow with one deployment. */
async function deploy(api: TestApi, name = 'nightly'): Promise<{ flow: string; deployment: string }> {
  const { body: flow } = await api.call('POST', '/flows/', { name: `flow of ${name}` })
  const { body: deployment } = await api.call('POST', '/deployments/', { name, flow_id: flow.id })
  return { flow: flow.id, deployment: deployment.id }
}

/** Somebody with all that a role may do. */
const actor = (kind: Actor['kind'], name: string, role: KeyRole): Actor => ({
  ...ANYBODY,
  kind,
  id: randomUUID(),
  name,
  role,
  rights: new Set(RIGHTS_OF[role]),
})

const told = async ({ context }: TestApi): Promise<unknown[]> =>
  (await entriesIn(context.store)).map(({ action, kind, name, status, details }) => [action, kind, name, status, details])

describe.each(STORE_KINDS)('the audit log, on %s', (kind) => {
  it('has who did what to what, from where, without what was said', async () => {
    await using api = await openTestApi(kind)
    const { deployment } = await deploy(api)
    const headers = { 'user-agent': 'prefect/3.8.8 (API 0.8.4)', 'x-request-id': 'r-1' }
    await api.call('PATCH', `/deployments/${deployment}`, { description: 'hunter2', tags: ['a'] }, { headers })
    const entries = await entriesIn(api.context.store)
    expect(entries).toHaveLength(2)
    expect(entries.at(-1)).toMatchObject({
      number: 2,
      who: { kind: 'nobody', id: null, name: null },
      program: headers['user-agent'],
      action: 'deployments.update',
      kind: 'deployment',
      id: deployment,
      name: 'nightly',
      status: 204,
      details: { fields: ['description', 'tags'] },
      request_id: 'r-1',
    })
    expect(JSON.stringify(entries)).not.toContain('hunter2')
  })

  it('has writes of everything that is defined, by name or id', async () => {
    await using api = await openTestApi(kind)
    const { deployment } = await deploy(api)
    const [schedule] = (await api.call('POST', `/deployments/${deployment}/schedules`, [{ schedule: { cron: '0 6 * * *' } }])).body
    await api.call('PATCH', `/deployments/${deployment}/schedules/${schedule.id}`, { active: false })
    await api.call('DELETE', `/deployments/${deployment}/schedules/${schedule.id}`)
    await api.call('POST', `/deployments/${deployment}/pause_deployment`)
    await api.call('POST', '/variables/', { name: 'v', value: 'hunter2' })
    await api.call('PATCH', '/variables/name/v', { value: 'hunter3' })
    await api.call('DELETE', '/variables/name/v')
    await api.call('POST', '/work_pools/', { name: 'pool', type: 'process' })
    await api.call('POST', '/work_pools/pool/queues', { name: 'fast' })
    await api.call('PATCH', '/work_pools/pool/queues/fast', { is_paused: true })
    await api.call('POST', '/v2/concurrency_limits/', { name: 'db', limit: 2 })
    await api.call('DELETE', '/v2/concurrency_limits/db')
    await api.call('POST', '/concurrency_limits/', { tag: 'etl', concurrency_limit: 1 })
    await api.call('DELETE', '/concurrency_limits/tag/etl')
    await api.call('DELETE', '/work_pools/pool')
    await api.call('POST', '/admin/database/clear', { confirm: true })
    expect(await told(api)).toEqual([
      ['deployments.create', 'deployment', 'nightly', 201, {}],
      ['deployments.createSchedules', 'deployment', 'nightly', 201, {}],
      ['deployments.updateSchedule', 'schedule', null, 204, { fields: ['active'], deployment }],
      ['deployments.deleteSchedule', 'schedule', null, 204, { deployment }],
      ['deployments.pause', 'deployment', 'nightly', 200, {}],
      ['variables.create', 'variable', 'v', 201, {}],
      ['variables.updateByName', 'variable', 'v', 204, { fields: ['value'] }],
      ['variables.deleteByName', 'variable', 'v', 204, {}],
      ['workPools.create', 'work-pool', 'pool', 201, {}],
      ['workPools.createQueue', 'work-queue', 'fast', 201, { pool: 'pool' }],
      ['workPools.updateQueue', 'work-queue', 'fast', 204, { fields: ['is_paused'], pool: 'pool' }],
      ['concurrencyLimitsV2.create', 'concurrency-limit', 'db', 201, {}],
      ['concurrencyLimitsV2.delete', 'concurrency-limit', 'db', 204, {}],
      ['concurrencyLimits.create', 'concurrency-limit', 'etl', 201, {}],
      ['concurrencyLimits.deleteByTag', 'concurrency-limit', 'tag:etl', 200, {}],
      ['workPools.delete', 'work-pool', 'pool', 204, {}],
      ['workPools.delete', 'work-queue', 'default', 204, { with: expect.objectContaining({ kind: 'work-pool', name: 'pool' }) }],
      ['workPools.delete', 'work-queue', 'fast', 204, { with: expect.objectContaining({ kind: 'work-pool', name: 'pool' }) }],
      ['admin.clearDatabase', null, null, 204, {}],
    ])
  })

  it('has forced states and cancellations, and not what runs tell of themselves', async () => {
    await using api = await openTestApi(kind)
    const { flow } = await deploy(api)
    const { body: run } = await api.call('POST', '/flow_runs/', { name: 'brave-otter', flow_id: flow, state: { type: 'PENDING' } })
    const before = (await entriesIn(api.context.store)).length
    await api.call('POST', `/flow_runs/${run.id}/set_state`, { state: { type: 'RUNNING' } })
    await api.call('POST', `/flow_runs/${run.id}/set_state`, { state: { type: 'CANCELLING' } })
    await api.call('POST', `/flow_runs/${run.id}/set_state`, { state: { type: 'FAILED', message: 'hunter2' }, force: true })
    await api.call('POST', '/flow_runs/bulk_set_state', {
      flow_runs: { id: { any_: [run.id] } },
      state: { type: 'COMPLETED', name: 'Done' },
      force: true,
    })
    expect((await told(api)).slice(before)).toEqual([
      ['flowRuns.setState', 'flow-run', 'brave-otter', 201, { state: 'CANCELLING', forced: false }],
      ['flowRuns.setState', 'flow-run', 'brave-otter', 201, { state: 'FAILED', forced: true }],
      ['bulk.setFlowRunStates', 'flow-run', 'brave-otter', 200, { state: 'Done', forced: true }],
    ])
  })

  it('says nothing of what failed or changed nothing', async () => {
    await using api = await openTestApi(kind)
    await api.call('DELETE', `/deployments/${randomUUID()}`)
    await api.call('POST', '/variables/', { name: 7 })
    await api.call('POST', '/deployments/bulk_delete', { deployments: { id: { any_: [randomUUID()] } } })
    await api.call('POST', '/deployments/filter', {})
    expect(await entriesIn(api.context.store)).toEqual([])
  })

  it('has what a call was refused for, five a minute of each address, and how many more', async () => {
    await using api = await openTestApi(kind)
    const { deployment } = await deploy(api)
    const viewer = actor('key', 'shown', 'viewer')
    const before = (await entriesIn(api.context.store)).length
    for (let call = 0; call < 12; call += 1) {
      const { status } = await api.call('DELETE', `/deployments/${deployment}`, undefined, { actor: viewer, address: '203.0.113.5' })
      expect(status).toBe(403)
    }
    await api.call('DELETE', `/deployments/${deployment}`, undefined, { actor: viewer, address: '203.0.113.6' })
    await api.auditor.drain()
    const entries = (await entriesIn(api.context.store)).slice(before)
    expect(entries.map(({ address, status, details }) => [address, status, details])).toEqual([
      ...Array.from({ length: 5 }, () => ['203.0.113.5', 403, {}]),
      ['203.0.113.6', 403, {}],
      ['203.0.113.5', 403, { more: 7 }],
    ])
    expect(entries[0]).toMatchObject({
      who: { kind: 'key', name: 'shown' },
      action: 'deployments.delete',
      kind: 'deployment',
      id: deployment,
    })
  })

  it('has reads of secrets by whoever is known, one a minute of each block', async () => {
    await using api = await openTestApi(kind)
    await api.call('POST', '/block_types/install_system_block_types')
    const type = (await api.call('GET', '/block_types/slug/secret')).body
    const [schema] = (await api.call('POST', '/block_schemas/filter', { block_schemas: { block_type_id: { any_: [type.id] } } })).body
    const document = { name: 'token', data: { value: 'hunter2' }, block_type_id: type.id, block_schema_id: schema.id }
    const { body: block } = await api.call('POST', '/block_documents/', document)
    await api.call('PATCH', `/block_documents/${block.id}`, { data: { value: 'hunter3' } })
    const ada = actor('user', 'ada', 'developer')
    const path = `/block_documents/${block.id}?include_secrets=true`
    for (const who of [ada, ada, undefined]) expect((await api.call('GET', path, undefined, { actor: who })).status).toBe(200)
    await api.call('GET', `/block_documents/${block.id}`, undefined, { actor: ada })
    expect(await told(api)).toEqual([
      ['blockDocuments.create', 'block', 'token', 201, {}],
      ['blockDocuments.update', 'block', 'token', 204, { fields: ['data.value'] }],
      ['blockDocuments.read', 'block', 'token', 200, {}],
    ])
    expect(JSON.stringify(await entriesIn(api.context.store))).not.toContain('hunter')
  })

  it('takes every body that the server takes', async () => {
    await using api = await openTestApi(kind)
    await api.call('POST', '/variables/', { name: 'v', value: 1 })
    const { dispatcher } = createParts(api.context)
    const call = { method: 'PATCH', path: '/variables/name/v', query: '', headers: { 'content-type': 'application/json' }, ...WITHIN }
    const { signal } = new AbortController()
    for (const body of ['\uFEFF{"value": 2}', '{"value": 3, "tags": []}', '{}']) {
      const { status } = await dispatcher.dispatch({ ...call, body, signal: () => signal })
      expect([body, status]).toEqual([body, 204])
    }
    expect((await entriesIn(api.context.store)).map(({ details }) => details)).toEqual([
      {},
      { fields: ['value'] },
      { fields: ['value', 'tags'] },
      { fields: [] },
    ])
  })

  it('has texts cut and cleaned as both databases give them back', async () => {
    await using api = await openTestApi(kind)
    await api.call('POST', '/variables/', { name: 'v', value: 1 }, { headers: { 'user-agent': `\0\ud800${'x'.repeat(1000)}` } })
    const [entry] = await entriesIn(api.context.store)
    expect(entry?.program).toBe(`�${'x'.repeat(298)}`)
    expect((await api.call('GET', '/audit/verify')).body.broken).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import type { TestApp } from '../testing.ts'
import { bearer, createKey, createUser, openAccounts, ROOT, signIn } from './testing.ts'

type Role = 'worker' | 'viewer' | 'operator' | 'developer'

/** A server with a pool, a deployment of it and a secret; and how a key of a role is answered there: a status, or the right that it lacks. */
async function setup(server: TestApp) {
  const create = async (path: string, body: object) => (await server.call('POST', path, body, ROOT)).body
  const template = {
    job_configuration: { command: '{{ command }}' },
    variables: { type: 'object', properties: { command: { type: 'string' } } },
  }
  await create('/work_pools/', { name: 'p', type: 'process', base_job_template: template })
  await create('/work_pools/', { name: 'empty', type: 'process' })
  const flow = await create('/flows/', { name: 'f' })
  const deployment = await create('/deployments/', { name: 'd', flow_id: flow.id, work_pool_name: 'p' })
  const type = await create('/block_types/', { name: 'token', slug: 'token' })
  const fields = { type: 'object', properties: { value: { type: 'string' } }, secret_fields: ['value'] }
  const schema = await create('/block_schemas/', { block_type_id: type.id, fields })
  const block = { data: { value: 'sesame' }, block_type_id: type.id, block_schema_id: schema.id }
  const secret = await create('/block_documents/', { name: 'secret', ...block })
  const as = async (role: Role, work_pool_name?: string) => {
    const { key } = await createKey(server, { role, ...(work_pool_name === undefined ? {} : { work_pool_name }) })
    return async (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object) => {
      const answer = await server.call(method, path, body, bearer(key))
      return answer.body?.needs ?? answer.status
    }
  }
  return { as, flow, deployment, secret, block, template }
}

describe('beyond the right of its route', () => {
  it('secrets need the right to read them', async () => {
    await using server = await openAccounts()
    const { as, secret } = await setup(server)
    for (const [role, answer] of [
      ['viewer', 'read-secrets'],
      ['operator', 'read-secrets'],
      ['worker', 200],
      ['developer', 200],
    ] as const) {
      const ask = await as(role)
      const answers = [
        await ask('GET', `/block_documents/${secret.id}?include_secrets=true`),
        await ask('POST', '/block_documents/filter', { include_secrets: true }),
        await ask('GET', '/block_types/slug/token/block_documents?include_secrets=true'),
        await ask('GET', '/block_types/slug/token/block_documents/name/secret?include_secrets=true'),
        await ask('GET', '/block_types/slug/nothing/block_documents/name/secret?include_secrets=true'),
      ]
      expect([role, ...answers.slice(0, 4)]).toEqual([role, answer, answer, answer, answer])
      // Whether the type exists is not told to who may not read it.
      expect(answers[4]).toBe(answer === 200 ? 404 : answer)
      expect(await ask('GET', `/block_documents/${secret.id}`)).toBe(200)
    }
  })

  it('what decides which code a run executes needs the right to build, but of a worker', async () => {
    await using server = await openAccounts()
    const { as, flow, deployment } = await setup(server)
    const given = { job_variables: { command: 'true' } }
    for (const [role, answer] of [
      ['operator', 'build'],
      ['worker', 201],
      ['developer', 201],
    ] as const) {
      const ask = await as(role)
      expect([role, await ask('POST', `/deployments/${deployment.id}/create_flow_run`, given)]).toEqual([role, answer])
      expect([role, await ask('POST', `/deployments/${deployment.id}/create_flow_run/bulk`, [given])]).toEqual([
        role,
        answer === 201 ? 200 : answer,
      ])
      expect([role, await ask('POST', '/flow_runs/', { flow_id: flow.id, ...given })]).toEqual([role, answer])
      expect(await ask('POST', `/deployments/${deployment.id}/create_flow_run`, {})).toBe(201)
    }
  })

  it('who operates pauses and limits deployments and pools, and changes nothing else of them', async () => {
    await using server = await openAccounts()
    const { as, deployment, template } = await setup(server)
    const operator = await as('operator')
    expect(await operator('PATCH', `/deployments/${deployment.id}`, { paused: true })).toBe(204)
    expect(await operator('PATCH', `/deployments/${deployment.id}`, { paused: true, entrypoint: 'evil.py:f' })).toBe('build')
    expect(await operator('PATCH', '/work_pools/p', { is_paused: true, concurrency_limit: 1 })).toBe(204)
    expect(await operator('PATCH', '/work_pools/p', { base_job_template: template })).toBe('build')
    expect(await operator('POST', '/work_pools/', { name: 'q', type: 'process' })).toBe('build')
    expect(await operator('POST', '/work_queues/', { name: 'q' })).toBe('build')
    expect(await (await as('viewer'))('PATCH', `/deployments/${deployment.id}`, { paused: true })).toBe('operate')
  })

  it('a worker makes its pool and fills in a template that is empty, but changes none', async () => {
    await using server = await openAccounts()
    const { as, block, template } = await setup(server)
    const worker = await as('worker')
    expect(await worker('POST', '/work_pools/', { name: 'new', type: 'process', base_job_template: template })).toBe(201)
    expect(await worker('PATCH', '/work_pools/empty', { base_job_template: template })).toBe(204)
    expect(await worker('PATCH', '/work_pools/empty', { base_job_template: template })).toBe('build')
    expect(await worker('PATCH', '/work_pools/p', { is_paused: true })).toBe('operate')
    expect(await worker('PATCH', '/work_pools/nowhere', { base_job_template: template })).toBe(404)
    expect(await worker('POST', '/block_documents/', { ...block, is_anonymous: true })).toBe(201)
    expect(await worker('POST', '/block_documents/', { ...block, name: 'named' })).toBe('build')
  })

  it('the key of a worker of one pool serves that pool alone', async () => {
    await using server = await openAccounts()
    const { as, deployment, template } = await setup(server)
    const worker = await as('worker', 'p')
    expect(await worker('POST', '/work_pools/p/get_scheduled_flow_runs', {})).toBe(200)
    expect(await worker('POST', '/work_pools/p/workers/heartbeat', { name: 'w' })).toBe(204)
    const refused = [
      await worker('POST', '/work_pools/empty/get_scheduled_flow_runs', {}),
      await worker('POST', '/work_pools/nowhere/get_scheduled_flow_runs', {}),
      await worker('POST', '/work_pools/empty/workers/heartbeat', { name: 'w' }),
      await worker('POST', '/work_pools/', { name: 'q', type: 'process' }),
      await worker('PATCH', '/work_pools/empty', { base_job_template: template }),
      await worker('POST', '/deployments/get_scheduled_flow_runs', { deployment_ids: [] }),
      await worker('POST', '/work_queues/3f1c1d52-6d2c-4e3a-9d38-0b6f5f0a1a77/get_runs', {}),
    ]
    expect(refused).toEqual(refused.map(() => 'run'))
    expect(await worker('GET', '/work_pools/empty')).toBe(200)
    const start = `/deployments/${deployment.id}/create_flow_run`
    expect(await worker('POST', start, {})).toBe(201)
    expect(await worker('POST', start, { job_variables: { command: 'true' } })).toBe('build')
    const { key } = await createKey(server, { role: 'worker', work_pool_name: 'p' })
    const reasons = await Promise.all(
      ['/work_pools/empty/workers/connect', '/task_runs/subscriptions/scheduled', '/work_pools/p/workers/connect'].map(async (path) => {
        const socket = await server.connect(path)
        socket.send({ type: 'auth', token: key })
        return await Promise.race([socket.next().then(({ type }) => type), socket.closed.then(({ reason }) => reason)])
      }),
    )
    expect(reasons).toEqual(['authorization_failed', 'This key serves another work pool', 'auth_success'])
  })

  it('refuses in words that say what is needed, who has it, and who one is', async () => {
    await using server = await openAccounts()
    const { key } = await createKey(server, { name: 'dashboard', role: 'viewer' })
    expect(await server.call('POST', '/flows/', { name: 'f' }, bearer(key))).toMatchObject({
      status: 403,
      body: {
        detail:
          "This needs the right to tell of runs, which the roles worker, operator, developer and admin have; this is the key 'dashboard', whose role is viewer.",
        needs: 'run',
      },
    })
  })
})

describe('a flow run', () => {
  it('says which user made it, also by a key of theirs', async () => {
    await using server = await openAccounts()
    const { deployment, flow } = await setup(server)
    const id = await createUser(server, 'ada', 'developer')
    const ada = await signIn(server, 'ada')
    const { key } = await createKey(server, {}, ada)
    const by = { id, type: 'USER', display_value: 'ada' }
    for (const headers of [ada, bearer(key)]) {
      const run = await server.call('POST', `/deployments/${deployment.id}/create_flow_run`, {}, headers)
      expect(run.body.created_by).toEqual(by)
      expect((await server.call('POST', '/flow_runs/', { flow_id: flow.id }, headers)).body.created_by).toEqual(by)
    }
    const { key: worker } = await createKey(server, { role: 'worker' })
    expect((await server.call('POST', '/flow_runs/', { flow_id: flow.id }, bearer(worker))).body.created_by).toBeNull()
  })
})

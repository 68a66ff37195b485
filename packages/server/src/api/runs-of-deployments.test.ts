import { describe, expect, it } from 'vitest'
import { STORE_KINDS } from '../store/testing.ts'
import { openDeploymentWorld } from './testing-deployments.ts'
import type { Answered } from './testing.ts'

const SCHEMA = {
  type: 'object',
  properties: { count: { type: 'integer', title: 'count' }, name: { type: 'string', default: 'x' } },
  required: ['count'],
}

describe.each(STORE_KINDS)('deployments on %s', (kind) => {
  it('S169 S231 make runs with their own parameters, tags and queue', async () => {
    await using w = await openDeploymentWorld(kind)
    await w.api.call('POST', '/work_pools/', { name: 'p', type: 'process' })
    const { body } = await w.deploy({
      work_pool_name: 'p',
      parameters: { name: 'n' },
      parameter_openapi_schema: SCHEMA,
      tags: ['a'],
      version: '7',
    })
    const create = (run: object): Promise<Answered> => w.api.call('POST', `/deployments/${body.id}/create_flow_run`, run)
    const made = await create({
      parameters: { count: 2 },
      tags: ['b'],
      idempotency_key: 'k',
      job_variables: { env: {} },
      work_queue_name: 'fast',
    })
    expect(made).toMatchObject({
      status: 201,
      body: {
        deployment_id: body.id,
        deployment_version: '7',
        parameters: { name: 'n', count: 2 },
        tags: ['a', 'b'],
        work_pool_name: 'p',
        work_queue_name: 'fast',
        state_type: 'SCHEDULED',
        auto_scheduled: false,
        job_variables: { env: {} },
      },
    })
    expect(await create({ parameters: { count: 2 }, idempotency_key: 'k' })).toMatchObject({ status: 200, body: { id: made.body.id } })
    const due = await w.api.call('POST', '/deployments/get_scheduled_flow_runs', {
      deployment_ids: [body.id],
      scheduled_before: new Date().toISOString(),
    })
    expect(due.body).toMatchObject([{ id: made.body.id }])
    expect((await w.api.call('GET', `/deployments/${body.id}`)).body).toMatchObject({ status: 'READY' })
    expect((await w.api.call('POST', '/deployments/00000000-0000-4000-8000-000000000000/create_flow_run', {})).status).toBe(404)
  })

  it('hold an empty answer back for a process that serves them, until a run becomes due', async () => {
    await using w = await openDeploymentWorld(kind)
    const { body } = await w.deploy()
    const asked = { deployment_ids: [body.id], scheduled_before: new Date().toISOString() }
    const waiting = w.api.call('POST', '/deployments/get_scheduled_flow_runs', asked, { headers: { prefer: 'wait=20' } })
    const made = await w.api.call('POST', `/deployments/${body.id}/create_flow_run`, {})
    expect(await waiting).toMatchObject({ body: [{ id: made.body.id }], headers: { 'Preference-Applied': 'wait=20' } })
    const soon = new Date(Date.now() + 700).toISOString()
    const { body: later } = await w.api.call('POST', `/deployments/${body.id}/create_flow_run`, {
      state: { type: 'SCHEDULED', state_details: { scheduled_time: soon } },
    })
    await w.api.call('POST', `/flow_runs/${made.body.id}/set_state`, { state: { type: 'PENDING' } })
    const due = await w.api.call('POST', '/deployments/get_scheduled_flow_runs', asked, { headers: { prefer: 'wait=20' } })
    expect(due.body).toMatchObject([{ id: later.id }])
  })

  it('hold parameters against their schema, naming field, value and type', async () => {
    await using w = await openDeploymentWorld(kind)
    const { body } = await w.deploy({ parameter_openapi_schema: SCHEMA })
    const create = (run: object): Promise<Answered> => w.api.call('POST', `/deployments/${body.id}/create_flow_run`, run)
    expect(await create({ parameters: { count: 'many' } })).toMatchObject({
      status: 409,
      body: { detail: "Error creating flow run: Validation failed for field 'count'. Failure reason: 'many' is not of type 'integer'" },
    })
    expect((await create({})).body.detail).toContain("'count' is a required property")
    expect((await create({ parameters: { count: 'many' }, enforce_parameter_schema: false })).status).toBe(201)
    expect((await w.api.call('PATCH', `/deployments/${body.id}`, { parameters: { count: 'many' } })).status).toBe(409)
    expect((await w.api.call('PATCH', `/deployments/${body.id}`, { parameters: { name: 'ok' } })).status).toBe(204)
    expect(
      (await w.deploy({ name: 'e', parameters: { count: [] }, parameter_openapi_schema: SCHEMA, enforce_parameter_schema: true })).status,
    ).toBe(422)
  })

  it('take parameters that UIs write, and variables', async () => {
    await using w = await openDeploymentWorld(kind)
    await w.api.call('POST', '/variables/', { name: 'v', value: { deep: 1 } })
    const { body } = await w.deploy()
    const create = (parameters: object): Promise<Answered> => w.api.call('POST', `/deployments/${body.id}/create_flow_run`, { parameters })
    const made = await create({
      a: { __prefect_kind: 'json', value: '[1, 2]' },
      b: { __prefect_kind: 'workspace_variable', variable_name: 'v' },
      c: [{ __prefect_kind: 'json' }, { __prefect_kind: 'none', value: 5 }],
    })
    expect(made.body.parameters).toEqual({ a: [1, 2], b: { deep: 1 }, c: [5] })
    expect(await create({ b: { __prefect_kind: 'workspace_variable', variable_name: 'w' } })).toMatchObject({ status: 400 })
    expect(await create({ b: { __prefect_kind: 'json', value: '{' } })).toMatchObject({ status: 400 })
  })

  it("hold job variables against the pool's template", async () => {
    await using w = await openDeploymentWorld(kind)
    const variables = {
      type: 'object',
      properties: { image: { type: 'string' }, port: { type: 'integer', default: 80 } },
      required: ['image'],
    }
    await w.api.call('POST', '/work_pools/', {
      name: 'p',
      type: 'docker',
      base_job_template: { variables, job_configuration: { image: '{{ image }}' } },
    })
    expect(await w.deploy({ work_pool_name: 'p', job_variables: { port: 'x' } })).toMatchObject({
      status: 422,
      body: { detail: "Error creating deployment: Validation failed for field 'port'. Failure reason: 'x' is not of type 'integer'" },
    })
    const { body } = await w.deploy({ work_pool_name: 'p' })
    expect(await w.api.call('POST', `/deployments/${body.id}/create_flow_run`, {})).toMatchObject({ status: 422 })
    expect((await w.api.call('POST', `/deployments/${body.id}/create_flow_run`, { job_variables: { image: 'i' } })).status).toBe(201)
  })
})

import { describe, expect, it } from 'vitest'
import { STORE_KINDS } from '../store/testing.ts'
import { openTestApi, type TestApi } from './testing.ts'

const NOBODY = '00000000-0000-4000-8000-000000000000'
const EVENT = { type: 'event', posture: 'Reactive', expect: ['prefect.flow-run.Failed'] }
const NOTHING = { type: 'do-nothing' }

const create = (api: TestApi, more: object = {}): ReturnType<TestApi['call']> =>
  api.call('POST', '/automations/', { name: 'a', trigger: EVENT, actions: [NOTHING], ...more })

/** What the events tell, oldest first. */
async function told(api: TestApi, prefix: string): Promise<{ event: string; resource: Record<string, string>; payload: object }[]> {
  const filter = { event: { prefix: [prefix] }, order: 'ASC' }
  return (await api.call('POST', '/events/filter', { filter })).body.events
}

describe.each(STORE_KINDS)('automations on %s', (kind) => {
  it('are made with everything that was left out, and read as they were answered', async () => {
    await using api = await openTestApi(kind)
    const { status, body } = await create(api)
    expect(status).toBe(201)
    expect(body).toMatchObject({
      name: 'a',
      description: '',
      enabled: true,
      tags: [],
      trigger: {
        type: 'event',
        match: {},
        match_related: {},
        after: [],
        for_each: [],
        posture: 'Reactive',
        threshold: 1,
        within: 0,
        expect: ['prefect.flow-run.Failed'],
      },
      actions: [{ type: 'do-nothing' }],
      actions_on_trigger: [],
      actions_on_resolve: [],
    })
    expect(await api.call('GET', `/automations/${body.id}`)).toMatchObject({ status: 200, body })
    expect(await api.call('GET', `/automations/${NOBODY}`)).toMatchObject({
      status: 404,
      body: { exception_message: 'Automation not found' },
    })
  })

  it('give every trigger an id of their own', async () => {
    await using api = await openTestApi(kind)
    const child = { ...EVENT, id: NOBODY }
    const trigger = { type: 'compound', id: NOBODY, require: 'all', within: 'PT1M', triggers: [child, { ...child, type: undefined }] }
    const { body } = await create(api, { trigger })
    const ids = [body.trigger.id, ...body.trigger.triggers.map(({ id }: { id: string }) => id)]
    expect(new Set(ids).size).toBe(3)
    expect(ids).not.toContain(NOBODY)
    expect(body.trigger).toMatchObject({ within: 60, require: 'all', triggers: [{ type: 'event' }, { type: 'event' }] })
  })

  it.each([
    ['a proactive trigger', { trigger: { type: 'event', posture: 'Proactive' } }, { trigger: { within: 10 } }],
    ['a clock', { trigger: { ...EVENT, within: '01:00:30.5' } }, { trigger: { within: 3630.5 } }],
    ['days', { trigger: { ...EVENT, within: '2 days, 00:00:01' } }, { trigger: { within: 172_801 } }],
    ['numbers as text', { trigger: { ...EVENT, threshold: '3' } }, { trigger: { threshold: 3 } }],
    ['several related', { trigger: { ...EVENT, match_related: [{ a: 'b' }, {}] } }, { trigger: { match_related: [{ a: 'b' }, {}] } }],
    ['names twice', { trigger: { ...EVENT, after: ['a', 'a'] } }, { trigger: { after: ['a'] } }],
    ['any time', { trigger: { type: 'sequence', triggers: [EVENT], within: null } }, { trigger: { within: null } }],
    ['a payload as an object', { actions: [{ type: 'call-webhook', block_document_id: NOBODY, payload: { a: 1 } }] }, {}],
  ])('take %s', async (_what, given, taken) => {
    await using api = await openTestApi(kind)
    expect(await create(api, given)).toMatchObject({ status: 201, body: taken })
  })

  it.each([
    [{ trigger: { type: 'event' } }, ['body', 'trigger', 'posture']],
    [{ trigger: { ...EVENT, posture: 'Metric' } }, ['body', 'trigger', 'posture']],
    [{ trigger: { type: 'event', posture: 'Proactive', within: 5 } }, ['body', 'trigger']],
    [{ trigger: { ...EVENT, within: -1 } }, ['body', 'trigger', 'within']],
    [{ trigger: { ...EVENT, within: 'soon' } }, ['body', 'trigger', 'within']],
    [{ trigger: { ...EVENT, within: null } }, ['body', 'trigger', 'within']],
    [{ trigger: { ...EVENT, threshold: 1.5 } }, ['body', 'trigger', 'threshold']],
    [{ trigger: { type: 'metric' } }, ['body', 'trigger', 'metric']],
    [{ trigger: { type: 'gauge' } }, ['body', 'trigger', 'type']],
    [
      { trigger: { type: 'metric', metric: { name: 'successes', operator: '<', threshold: 0.9, range: 60 } } },
      ['body', 'trigger', 'metric', 'range'],
    ],
    [{ trigger: [] }, ['body', 'trigger']],
    [{ trigger: { type: 'compound', triggers: [EVENT], within: 1, require: 2 } }, ['body', 'trigger']],
    [{ trigger: { type: 'compound', triggers: [EVENT], within: 1, require: 0 } }, ['body', 'trigger']],
    [{ trigger: { type: 'sequence', triggers: [EVENT] } }, ['body', 'trigger', 'within']],
    [{ actions: [{ type: 'explode' }] }, ['body', 'actions', 0, 'type']],
    [{ actions: [{ type: 'run-deployment' }] }, ['body', 'actions', 0]],
    [{ actions: [{ type: 'pause-work-pool', source: 'inferred', work_pool_id: NOBODY }] }, ['body', 'actions', 0]],
    [{ actions: [{ type: 'change-flow-run-state', state: 'BORED' }] }, ['body', 'actions', 0, 'state']],
    [{ actions: [NOTHING, { type: 'send-notification', block_document_id: NOBODY, body: '{% if %}' }] }, ['body', 'actions', 1, 'body']],
    [
      { actions: [{ type: 'run-deployment', deployment_id: NOBODY, parameters: { a: [{ b: '{{ x' }] } }] },
      ['body', 'actions', 0, 'parameters'],
    ],
    [{ surprise: 1 }, ['body', 'surprise']],
  ])('refuse %j', async (given, loc) => {
    await using api = await openTestApi(kind)
    const { status, body } = await create(api, given)
    expect(status).toBe(422)
    expect(body.exception_detail).toMatchObject([{ loc }])
    expect((await api.call('POST', '/automations/count', {})).body).toBe(0)
  })

  it('do not take long to refuse triggers deep inside each other', async () => {
    await using api = await openTestApi(kind)
    let trigger: object = {}
    for (let depth = 0; depth < 25; depth += 1) trigger = { triggers: [trigger] }
    expect((await create(api, { trigger })).status).toBe(422)
  })

  it('are refused when each run would start another, once they are enabled', async () => {
    await using api = await openTestApi(kind)
    const loop = {
      trigger: { ...EVENT, expect: ['prefect.flow-run.Running'] },
      actions: [{ type: 'run-deployment', source: 'inferred' }],
    }
    expect((await create(api, loop)).status).toBe(422)
    const { body } = await create(api, { ...loop, enabled: false })
    expect(await api.call('PATCH', `/automations/${body.id}`, { enabled: true })).toMatchObject({
      status: 422,
      body: { exception_detail: [{ loc: ['body'] }] },
    })
    expect((await api.call('GET', `/automations/${body.id}`)).body.enabled).toBe(false)
  })

  it('keep what a change leaves out, and begin their triggers anew', async () => {
    await using api = await openTestApi(kind)
    const { body: made } = await create(api, { enabled: false, description: 'before', tags: ['t'], actions_on_resolve: [NOTHING] })
    const path = `/automations/${made.id}`
    const change = { name: 'b', trigger: { type: 'event', posture: 'Proactive' }, actions: [] }
    expect((await api.call('PUT', path, change)).status).toBe(204)
    const { body } = await api.call('GET', path)
    expect(body).toMatchObject({
      name: 'b',
      enabled: false,
      description: 'before',
      tags: ['t'],
      actions: [],
      actions_on_resolve: [NOTHING],
      trigger: { posture: 'Proactive', within: 10 },
    })
    expect(body.trigger.id).not.toBe(made.trigger.id)
    expect((await api.call('PATCH', path, {})).status).toBe(204)
    expect((await api.call('GET', path)).body.enabled).toBe(true)
    for (const method of ['PUT', 'PATCH', 'DELETE'] as const) {
      const body = method === 'PUT' ? change : {}
      expect((await api.call(method, `/automations/${NOBODY}`, body)).status).toBe(404)
    }
  })

  it('tell what becomes of them', async () => {
    await using api = await openTestApi(kind)
    const { body } = await create(api)
    await api.call('PATCH', `/automations/${body.id}`, { enabled: false })
    await api.call('DELETE', `/automations/${body.id}`)
    const events = await told(api, 'prefect.automation.')
    expect(events.map(({ event }) => event)).toEqual([
      'prefect.automation.created',
      'prefect.automation.updated',
      'prefect.automation.deleted',
    ])
    expect(events[0]).toMatchObject({
      resource: { 'prefect.resource.id': `prefect.automation.${body.id}`, 'prefect.resource.name': 'a' },
      payload: body,
    })
    expect(events[1]).toMatchObject({ payload: { id: body.id, enabled: false } })
  })

  it('are listed and counted by filter', async () => {
    await using api = await openTestApi(kind)
    for (const name of ['b', 'a', 'c']) await create(api, { name, tags: [name, 'all'] })
    const names = async (body: object): Promise<string[]> =>
      (await api.call('POST', '/automations/filter', body)).body.map(({ name }: { name: string }) => name)
    expect(await names({})).toEqual(['a', 'b', 'c'])
    expect(await names({ sort: 'CREATED_DESC' })).toEqual(['c', 'a', 'b'])
    expect(await names({ limit: 1, offset: 1 })).toEqual(['b'])
    expect(await names({ automations: { name: { any_: ['a', 'c'] } }, sort: 'NAME_DESC' })).toEqual(['c', 'a'])
    expect(await names({ automations: { tags: { all_: ['b', 'all'] } } })).toEqual(['b'])
    expect(await names({ automations: { created: { before_: '2001-01-01T00:00:00Z' } } })).toEqual([])
    expect((await api.call('POST', '/automations/count', { automations: { name: { any_: ['a'] } } })).body).toBe(1)
    expect((await api.call('POST', '/automations/count')).body).toBe(3)
  })

  it('belong to a resource and act on deployments', async () => {
    await using api = await openTestApi(kind)
    const flow = (await api.call('POST', '/flows/', { name: 'f' })).body
    const { id } = (await api.call('POST', '/deployments/', { name: 'd', flow_id: flow.id })).body
    const resource = `prefect.deployment.${id}`
    const run = { type: 'run-deployment', deployment_id: id }
    const owned = (await create(api, { name: 'owned', owner_resource: resource, actions: [run] })).body
    const acting = (await create(api, { name: 'acting', actions: [run, { ...run, parameters: { a: '{{ event.id }}' } }] })).body
    await create(api, { name: 'other' })
    const related = async (): Promise<string[]> =>
      (await api.call('GET', `/automations/related-to/${resource}`)).body.map(({ name }: { name: string }) => name)
    expect(await related()).toEqual(['acting', 'owned'])
    await api.call('PUT', `/automations/${acting.id}`, { name: 'acting', trigger: EVENT, actions: [] })
    await api.call('PUT', `/automations/${owned.id}`, { name: 'owned', trigger: EVENT, actions: [] })
    expect(await related()).toEqual(['owned'])
    expect(await api.call('DELETE', `/automations/owned-by/${resource}`)).toMatchObject({ status: 202, body: null })
    expect(await related()).toEqual([])
    expect((await api.call('POST', '/automations/count')).body).toBe(2)
    expect((await api.call('DELETE', '/automations/owned-by/nothing')).status).toBe(202)
  })

  it('of a resource are replaced as one: whoever does so at once with others leaves its own', async () => {
    await using api = await openTestApi(kind)
    const resource = 'prefect.deployment.d'
    const put = (...given: readonly object[]): ReturnType<typeof api.call> =>
      api.call(
        'PUT',
        `/automations/owned-by/${resource}`,
        given.map((each) => ({ trigger: EVENT, actions: [], ...each })),
      )
    await create(api, { name: 'other' })
    const answers = await Promise.all(['x', 'y', 'z'].map((owner) => put({ name: `${owner}1` }, { name: `${owner}2` })))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    const there = async (): Promise<string[]> =>
      (await api.call('GET', `/automations/related-to/${resource}`)).body.map(({ name }: { name: string }) => name)
    const names = await there()
    expect(['x1,x2', 'y1,y2', 'z1,z2']).toContain(names.join(','))
    // What cannot be made leaves what was there.
    expect(
      (await put({ name: 'new' }, { name: 'bad', actions: [{ type: 'run-deployment', deployment_id: NOBODY, parameters: { a: '{{ x' } }] }))
        .status,
    ).toBe(422)
    expect(await there()).toEqual(names)
    expect((await put()).body).toEqual([])
    expect(await there()).toEqual([])
    expect((await api.call('POST', '/automations/count')).body).toBe(1)
  })

  it('hold the job variables of a deployment against its pool', async () => {
    await using api = await openTestApi(kind)
    const variables = { type: 'object', properties: { cpus: { type: 'integer' } } }
    await api.call('POST', '/work_pools/', {
      name: 'p',
      type: 'x',
      base_job_template: { variables, job_configuration: { cpus: '{{ cpus }}' } },
    })
    const flow = (await api.call('POST', '/flows/', { name: 'f' })).body
    const { id } = (await api.call('POST', '/deployments/', { name: 'd', flow_id: flow.id, work_pool_name: 'p' })).body
    const run = (deployment_id: string, job_variables: object): object => ({
      actions: [{ type: 'run-deployment', deployment_id, job_variables }],
    })
    expect((await create(api, run(id, { cpus: 2 }))).status).toBe(201)
    expect(await create(api, run(id, { cpus: 'many' }))).toMatchObject({
      status: 422,
      body: { detail: expect.stringMatching(/^Error creating automation: Validation failed for field 'cpus'/) as string },
    })
    expect(await create(api, run(NOBODY, { cpus: 2 }))).toMatchObject({ status: 404, body: { detail: 'Deployment not found.' } })
  })
})

describe('templates', () => {
  it.each(['/templates/validate', '/automations/templates/validate'])('are checked by %s', async (path) => {
    await using api = await openTestApi('sqlite')
    expect(await api.call('POST', path, 'Run {{ flow_run.name }}')).toMatchObject({ status: 204, body: undefined })
    expect((await api.call('POST', path)).status).toBe(204)
    expect(await api.call('POST', path, 'one\n{% for x %}')).toMatchObject({
      status: 422,
      body: { error: { line: 2, message: expect.any(String) as string, source: 'one\n{% for x %}' } },
    })
    expect((await api.call('POST', path, { template: 1 })).status).toBe(422)
  })
})

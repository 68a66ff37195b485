import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { registerBlockTypes } from '../../blocks/register-block-types.ts'
import { openTestApp, type TestApp } from '../../testing.ts'
import { listen, settleAutomations } from './testing.ts'

// What a test sends and finds is looked into freely.
type Body = ReturnType<typeof JSON.parse>

const REACTS_TO_IT = { type: 'event', expect: ['it'], posture: 'Reactive', threshold: 1, within: 0 }

/** An automation that does one thing when the event `it` comes. */
async function automate(server: TestApp, action: object, more: object = {}): Promise<string> {
  const { status, body } = await server.call('POST', '/automations/', { name: 'reacts', trigger: REACTS_TO_IT, actions: [action], ...more })
  expect(body).toMatchObject({ id: expect.any(String) as string })
  expect(status).toBe(201)
  return body.id as string
}

/** Tells the event `it`, and waits for all that follows from it. */
async function happen(server: TestApp, event: object = {}): Promise<string> {
  const id = v7()
  const resource = { 'prefect.resource.id': 'test.thing' }
  await server.call('POST', '/events', [{ id, occurred: server.context.clock.now(), event: 'it', resource, ...event }])
  await settleAutomations(server)
  return id
}

/** The events about an automation, the oldest first. */
async function eventsOf(server: TestApp, automationId: string, prefix = 'prefect.automation.'): Promise<Body[]> {
  const filter = { event: { prefix: [prefix] }, resource: { id: [`prefect.automation.${automationId}`] }, order: 'ASC' }
  return (await server.call('POST', '/events/filter', { filter, limit: 50 })).body.events as Body[]
}

async function outcomeOf(server: TestApp, automationId: string): Promise<Body> {
  return (await eventsOf(server, automationId, 'prefect.automation.action.')).at(-1)
}

async function makeFlowRun(
  server: TestApp,
  state: object = { type: 'RUNNING' },
): Promise<{ id: string; resource: Record<string, string> }> {
  const flow = await server.call('POST', '/flows/', { name: 'flow' })
  const { body } = await server.call('POST', '/flow_runs/', { flow_id: flow.body.id, name: 'the-run', state })
  return { id: body.id as string, resource: { 'prefect.resource.id': `prefect.flow-run.${body.id}` } }
}

async function makeDeployment(server: TestApp, more: object = {}): Promise<string> {
  const flow = await server.call('POST', '/flows/', { name: 'flow' })
  const { body } = await server.call('POST', '/deployments/', { flow_id: flow.body.id, name: 'daily', ...more })
  return body.id as string
}

async function makeBlock(server: TestApp, slug: string, data: object): Promise<string> {
  await registerBlockTypes(server.context)
  const type = await server.call('GET', `/block_types/slug/${slug}`)
  const schemas = await server.call('POST', '/block_schemas/filter', { block_schemas: { block_type_id: { any_: [type.body.id] } } })
  const [schema] = schemas.body
  const { body, status } = await server.call('POST', '/block_documents/', {
    name: 'the-block',
    data,
    block_type_id: type.body.id,
    block_schema_id: schema.id,
  })
  expect(status).toBe(201)
  return body.id as string
}

describe('an automation that fires', () => {
  it('tells that it was triggered, that its action was asked for, and that it was done', async () => {
    await using server = await openTestApp()
    const id = await automate(server, { type: 'do-nothing' })
    const cause = await happen(server)
    const [created, triggered, asked, executed] = await eventsOf(server, id)
    expect(created).toMatchObject({ event: 'prefect.automation.created' })
    expect(triggered).toMatchObject({
      event: 'prefect.automation.triggered',
      resource: { 'prefect.resource.name': 'reacts', 'prefect.posture': 'Reactive' },
      related: [{ 'prefect.resource.id': `prefect.event.${cause}`, 'prefect.resource.role': 'triggering-event' }],
      payload: { triggering_labels: {}, triggering_event: { id: cause, event: 'it' } },
    })
    const related = [
      { 'prefect.resource.id': `prefect.event.${triggered.id}`, 'prefect.resource.role': 'automation-triggered-event' },
      { 'prefect.resource.id': `prefect.event.${cause}`, 'prefect.resource.role': 'triggering-event' },
    ]
    const resource = { 'prefect.trigger-type': 'event', 'prefect.posture': 'Reactive' }
    expect(asked).toMatchObject({ event: 'prefect.automation.action.triggered', resource, related, follows: cause })
    expect(executed).toMatchObject({
      event: 'prefect.automation.action.executed',
      resource,
      related,
      follows: asked.id,
      payload: { action_index: 0, action_type: 'do-nothing', invocation: asked.payload.invocation },
    })
  })

  it('does what is for the triggered state after its actions, with the event of that state', async () => {
    await using server = await openTestApp()
    const id = await automate(
      server,
      { type: 'do-nothing' },
      { actions_on_trigger: [{ type: 'do-nothing' }], actions_on_resolve: [{ type: 'do-nothing' }] },
    )
    const cause = await happen(server)
    const events = await eventsOf(server, id)
    const triggered = events.find(({ event }) => event === 'prefect.automation.triggered')
    const asked = events.filter(({ event }) => event === 'prefect.automation.action.triggered')
    expect(asked.map(({ payload, follows }) => [payload.action_index, follows])).toEqual([
      [0, cause],
      [1, triggered.id],
    ])
  })
})

describe('actions on flow runs', () => {
  it.each([
    ['cancel-flow-run', {}, { type: 'CANCELLING', name: 'Cancelling' }],
    [
      'change-flow-run-state',
      { state: 'COMPLETED', name: 'Fine', message: 'so be it' },
      { type: 'COMPLETED', name: 'Fine', message: 'so be it' },
    ],
    [
      'change-flow-run-state',
      { state: 'FAILED', force: true },
      { type: 'FAILED', message: expect.stringMatching(/^State changed by Automation /) as string },
    ],
  ])('%s with %j', async (type, fields, state) => {
    await using server = await openTestApp()
    const id = await automate(server, { type, ...fields })
    const run = await makeFlowRun(server)
    await happen(server, { resource: run.resource })
    expect((await server.call('GET', `/flow_runs/${run.id}`)).body.state).toMatchObject(state)
    expect(await outcomeOf(server, id)).toMatchObject({
      event: 'prefect.automation.action.executed',
      payload: { status_code: 201 },
      related: [{ 'prefect.resource.id': `prefect.flow-run.${run.id}`, 'prefect.resource.role': 'target' }, {}, {}],
    })
  })

  it('suspend it, and let it go on', async () => {
    await using server = await openTestApp()
    const deploymentId = await makeDeployment(server)
    const { body: run } = await server.call('POST', `/deployments/${deploymentId}/create_flow_run`, { state: { type: 'RUNNING' } })
    const resource = { 'prefect.resource.id': `prefect.flow-run.${run.id}` }
    await automate(server, { type: 'suspend-flow-run' })
    await automate(server, { type: 'resume-flow-run' }, { trigger: { ...REACTS_TO_IT, expect: ['go on'] } })
    await happen(server, { resource })
    const suspended = (await server.call('GET', `/flow_runs/${run.id}`)).body.state
    expect(suspended).toMatchObject({ type: 'PAUSED', name: 'Suspended', state_details: { pause_reschedule: true } })
    await happen(server, { resource, event: 'go on' })
    expect((await server.call('GET', `/flow_runs/${run.id}`)).body.state).toMatchObject({ type: 'SCHEDULED', name: 'Resuming' })
  })

  it('delete it', async () => {
    await using server = await openTestApp()
    await automate(server, { type: 'delete-flow-run' })
    const run = await makeFlowRun(server)
    await happen(server, { resource: run.resource })
    expect((await server.call('GET', `/flow_runs/${run.id}`)).status).toBe(404)
  })

  it('say why they fail', async () => {
    await using server = await openTestApp()
    const cancel = await automate(server, { type: 'cancel-flow-run' })
    const resume = await automate(server, { type: 'resume-flow-run' })
    await happen(server)
    expect(await outcomeOf(server, cancel)).toMatchObject({
      event: 'prefect.automation.action.failed',
      payload: { reason: 'No flow run could be inferred' },
    })
    const run = await makeFlowRun(server, { type: 'COMPLETED' })
    await happen(server, { resource: run.resource })
    expect(await outcomeOf(server, resume)).toMatchObject({
      payload: { reason: 'Failed to resume flow run: Cannot resume a flow run that is not paused.' },
    })
    expect((await outcomeOf(server, cancel)).payload.reason).toMatch(/^Failed to set state: /)
    await happen(server, { resource: { 'prefect.resource.id': `prefect.flow-run.${v7()}` } })
    expect(await outcomeOf(server, cancel)).toMatchObject({
      payload: { reason: "Unexpected status from 'cancel-flow-run' action: 404", status_code: 404 },
    })
  })
})

describe('actions on deployments, pools, queues and automations', () => {
  it('pause and resume what is selected, or what the event is about', async () => {
    await using server = await openTestApp()
    const deployment = await makeDeployment(server)
    const pool = (await server.call('POST', '/work_pools/', { name: 'pool one', type: 'process' })).body
    const queue = (await server.call('POST', '/work_queues/', { name: 'queue' })).body
    const other = await automate(server, { type: 'do-nothing' }, { trigger: { ...REACTS_TO_IT, expect: ['never'] } })
    const targets = [
      ['deployment', deployment, `/deployments/${deployment}`, ({ paused }: Body) => paused],
      ['work-pool', pool.id, '/work_pools/pool%20one', ({ is_paused: paused }: Body) => paused],
      ['work-queue', queue.id, `/work_queues/${queue.id}`, ({ is_paused: paused }: Body) => paused],
      ['automation', other, `/automations/${other}`, ({ enabled }: Body) => !enabled],
    ] as const
    const wanted = (name: string): object => ({ trigger: { ...REACTS_TO_IT, expect: [name] } })
    for (const [kind, id] of targets) {
      await automate(server, { type: `pause-${kind}`, source: 'selected', [`${kind.replace('-', '_')}_id`]: id }, wanted(`pause ${kind}`))
      await automate(server, { type: `resume-${kind}`, source: 'inferred' }, wanted(`resume ${kind}`))
    }
    for (const [kind, id, path, isPaused] of targets) {
      await happen(server, { event: `pause ${kind}` })
      expect([kind, isPaused((await server.call('GET', path)).body)]).toEqual([kind, true])
      const related = [{ 'prefect.resource.id': `prefect.${kind}.${id}`, 'prefect.resource.role': 'about' }]
      await happen(server, { event: `resume ${kind}`, related })
      expect([kind, isPaused((await server.call('GET', path)).body)]).toEqual([kind, false])
    }
  })

  it('run a deployment once, with templates in its parameters, and say who did it', async () => {
    await using server = await openTestApp()
    const deployment = await makeDeployment(server, { parameters: { kept: 1 } })
    await server.call('POST', '/variables/', { name: 'greeting', value: { hello: ['world'] } })
    const parameters = {
      count: '{{ event.payload.count }}',
      text: 'count {{ event.payload.count }} of {{ flow_run.name }}',
      list: ['{{ event.payload.flag }}', { deep: '{{ labels.colour }}' }],
      variable: { __prefect_kind: 'workspace_variable', variable_name: 'greeting' },
      json: { __prefect_kind: 'json', value: '{"a": [1]}' },
      jinja: { __prefect_kind: 'jinja', template: '{{ variables.greeting.hello[0] }}' },
      plain: 5,
    }
    const trigger = { ...REACTS_TO_IT, for_each: ['colour'] }
    const action = { type: 'run-deployment', deployment_id: deployment, parameters, job_variables: { image: 'x' }, schedule_after: 3600 }
    const id = await automate(server, action, { trigger, name: 'Größe' })
    const { resource } = await makeFlowRun(server)
    await happen(server, { resource: { ...resource, colour: 'blue' }, payload: { count: 3, flag: true } })
    const { body: runs } = await server.call('POST', '/flow_runs/filter', { deployments: { id: { any_: [deployment] } } })
    expect(runs).toHaveLength(1)
    expect(runs[0]).toMatchObject({
      parameters: {
        kept: 1,
        count: 3,
        text: 'count 3 of the-run',
        list: [true, { deep: 'blue' }],
        variable: { hello: ['world'] },
        json: { a: [1] },
        jinja: 'world',
        plain: 5,
      },
      job_variables: { image: 'x' },
      created_by: { id, type: 'AUTOMATION', display_value: 'Größe' },
      idempotency_key: expect.stringMatching(new RegExp(`^automation ${id}, action 0, invocation `)) as string,
      state_type: 'SCHEDULED',
    })
    const delay = Date.parse(runs[0].expected_start_time) - Date.now()
    expect(delay).toBeGreaterThan(3_000_000)
    expect((await outcomeOf(server, id)).related).toMatchObject([
      { 'prefect.resource.id': `prefect.deployment.${deployment}`, 'prefect.resource.role': 'target' },
      {
        'prefect.resource.id': `prefect.flow-run.${runs[0].id}`,
        'prefect.resource.role': 'flow-run',
        'prefect.resource.name': runs[0].name,
      },
      {},
      {},
    ])
  })

  it('say what is wrong with parameters', async () => {
    await using server = await openTestApp()
    const schema = { type: 'object', properties: { count: { type: 'integer' } } }
    const deployment_id = await makeDeployment(server, { parameter_openapi_schema: schema, enforce_parameter_schema: true })
    const wrong = await automate(server, { type: 'run-deployment', deployment_id, parameters: { count: '{{ event.payload.text }}' } })
    const absent = { __prefect_kind: 'workspace_variable', variable_name: 'nowhere' }
    const missing = await automate(server, { type: 'run-deployment', deployment_id, parameters: { count: absent } })
    await happen(server, { payload: { text: 'three' } })
    expect((await outcomeOf(server, wrong)).payload).toMatchObject({
      status_code: 409,
      reason: expect.stringMatching(/^Validation error occurred for 'run-deployment' - /) as string,
      validation_error: expect.any(String) as string,
    })
    expect((await outcomeOf(server, missing)).payload.reason).toBe(
      "Unable to create flow run from deployment: Variable 'nowhere' not found in workspace.",
    )
  })
})

describe('actions that call other services', () => {
  it('call a webhook with its method, headers and a rendered payload', async () => {
    await using server = await openTestApp()
    await using other = await listen({ status: 500 })
    const headers = { 'X-Key': 'secret', 'Content-Type': 'application/json' }
    const block_document_id = await makeBlock(server, 'webhook', { method: 'PUT', url: `${other.url}/hook?a=1`, headers })
    const payload = '{"run": "{{ flow_run.name }}", "state": "{{ flow_run.state.name }}", "event": {{ event.id | tojson }}}'
    const id = await automate(server, { type: 'call-webhook', block_document_id, payload })
    const { resource } = await makeFlowRun(server)
    const state = {
      'prefect.state-type': 'PENDING',
      'prefect.state-name': 'Then',
      'prefect.state-message': '',
      'prefect.state-timestamp': 'x',
    }
    const cause = await happen(server, { resource: { ...resource, ...state } })
    const outcome = await outcomeOf(server, id)
    expect(other.received).toMatchObject([
      {
        method: 'PUT',
        path: '/hook?a=1',
        headers: { 'x-key': 'secret', 'content-type': 'application/json', 'idempotency-key': outcome.payload.invocation },
        body: `{"run": "the-run", "state": "Then", "event": "${cause}"}`,
      },
    ])
    // Prefect counts a webhook as called whatever it answers.
    expect(outcome).toMatchObject({
      event: 'prefect.automation.action.executed',
      payload: { status_code: 500, response_body: 'thanks', response_headers: { 'x-answered': 'yes' } },
      related: [
        { 'prefect.resource.id': `prefect.block-document.${block_document_id}`, 'prefect.resource.name': 'the-block' },
        { 'prefect.resource.id': 'prefect.block-type.webhook', 'prefect.resource.role': 'block-type' },
        {},
        {},
      ],
    })
    expect(outcome.payload.response_headers).not.toHaveProperty('x-forwarded-for')
    expect(JSON.stringify(outcome)).not.toContain('secret')
  })

  it('send a notification', async () => {
    await using server = await openTestApp()
    await using other = await listen()
    const block_document_id = await makeBlock(server, 'slack-webhook', { url: `${other.url}/services/x` })
    const body = '{{ automation.name }}: {{ event.resource.name }} {{ event.resource_in_role.flow.name }} {{ flow_run | ui_url }}'
    const id = await automate(server, { type: 'send-notification', block_document_id, subject: '{{ event.event }} happened', body })
    const run = await makeFlowRun(server)
    const related = [{ 'prefect.resource.id': 'prefect.flow.x', 'prefect.resource.role': 'flow', 'prefect.resource.name': '<flow>' }]
    await happen(server, { resource: { ...run.resource, 'prefect.resource.name': 'R' }, related })
    expect((await outcomeOf(server, id)).event).toBe('prefect.automation.action.executed')
    expect(JSON.parse(other.received[0]?.body ?? '')).toMatchObject({
      attachments: [{ title: 'it happened', text: `reacts: R &lt;flow&gt; http://127.0.0.1:4200/runs/flow-run/${run.id}` }],
    })
  })

  it('refuse addresses of private networks where the block says so, and blocks of another kind', async () => {
    await using server = await openTestApp()
    await using other = await listen()
    const closed = await makeBlock(server, 'webhook', { url: other.url.replace('127.0.0.1', 'localhost'), allow_private_urls: false })
    const webhook = await automate(server, { type: 'call-webhook', block_document_id: closed })
    const notify = await automate(server, { type: 'send-notification', block_document_id: closed, body: 'x' })
    const gone = await automate(server, { type: 'call-webhook', block_document_id: v7() })
    await happen(server)
    expect(other.received).toEqual([])
    expect((await outcomeOf(server, webhook)).payload.reason).toMatch(/^Webhook call failed: localhost is an address of a private network/)
    expect((await outcomeOf(server, notify)).payload.reason).toBe('The referenced block was not a notification block')
    expect((await outcomeOf(server, gone)).payload.reason).toBe("Unexpected status from 'call-webhook' action: 404")
  })

  it('are tried again when nobody answers, and told of once', async () => {
    await using server = await openTestApp()
    const block_document_id = await makeBlock(server, 'webhook', { url: 'http://127.0.0.1:1/' })
    const id = await automate(server, { type: 'call-webhook', block_document_id })
    await happen(server)
    const { store } = server.context
    const waiting = (): Promise<Body[]> => store.read(({ db }) => db.selectFrom('automation_action').select(['attempts', 'due']).execute())
    expect(await waiting()).toMatchObject([{ attempts: 1 }])
    expect(await outcomeOf(server, id)).toBeUndefined()
    for (let attempt = 2; attempt <= 5; attempt += 1) {
      await store.write(({ db }) => db.updateTable('automation_action').set({ due: '2000-01-01T00:00:00.000000Z' }).execute())
      await settleAutomations(server)
    }
    expect(await waiting()).toEqual([])
    const told = (await eventsOf(server, id)).map(({ event }) => event)
    expect(told.filter((event) => event.startsWith('prefect.automation.action'))).toEqual([
      'prefect.automation.action.triggered',
      'prefect.automation.action.failed',
    ])
  })

  it('fail with the reason when a template cannot be rendered', async () => {
    await using server = await openTestApp()
    const block_document_id = await makeBlock(server, 'webhook', { url: 'http://127.0.0.1:1/' })
    const id = await automate(server, { type: 'call-webhook', block_document_id, payload: '{{ event.payload.a + 1 }}' })
    await happen(server, { payload: { a: [] } })
    expect((await outcomeOf(server, id)).payload).toMatchObject({
      reason: expect.stringMatching(/^Template rendering failed: /) as string,
      template_source: '{{ event.payload.a + 1 }}',
    })
  })
})

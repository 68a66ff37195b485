import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { openTestApp, type TestApp } from '../../testing.ts'
import { automate, type Body, eventsOf, happen, makeFlowRun, outcomeOf, REACTS_TO_IT } from './testing.ts'

async function makeDeployment(server: TestApp, more: object = {}): Promise<string> {
  const flow = await server.call('POST', '/flows/', { name: 'flow' })
  const { body } = await server.call('POST', '/deployments/', { flow_id: flow.body.id, name: 'daily', ...more })
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

import { describe, expect, it } from 'vitest'
import { openTestApi, type TestApi } from '../api/testing.ts'
import { STORE_KINDS, type StoreKind } from '../store/testing.ts'

const SOON = '2031-01-01T00:00:00Z'
const LONG_AGO = '2024-01-01T00:00:00Z'

async function flowRun(api: TestApi, flow: string, body: object): Promise<{ id: string; name: string }> {
  const made = await api.call('POST', '/flow_runs/', { flow_id: flow, ...body })
  expect(made.status).toBe(201)
  return made.body
}

const setState = (api: TestApi, id: string, type: string, more: object = {}) =>
  api.call('POST', `/flow_runs/${id}/set_state`, { state: { type, ...more }, force: true })

/** A pool with a due run, runs that failed, are paused, run, and are to come. */
async function setup(kind: StoreKind) {
  const api = await openTestApi(kind)
  const flow = (await api.call('POST', '/flows/', { name: 'wheel' })).body.id as string
  await api.call('POST', '/work_pools/', { name: 'mill', type: 'process' })
  const deployment = (await api.call('POST', '/deployments/', { name: 'nightly', flow_id: flow, work_pool_name: 'mill' })).body.id as string
  const scheduled = (scheduled_time: string): object => ({ type: 'SCHEDULED', state_details: { scheduled_time } })
  const due = (await api.call('POST', `/deployments/${deployment}/create_flow_run`, { name: 'due', state: scheduled(LONG_AGO) })).body
  const coming = (await api.call('POST', `/deployments/${deployment}/create_flow_run`, { name: 'coming', state: scheduled(SOON) })).body
  const failed = await flowRun(api, flow, { name: 'failed' })
  const paused = await flowRun(api, flow, { name: 'paused' })
  const running = await flowRun(api, flow, { name: 'running' })
  for (const run of [failed, paused, running]) await setState(api, run.id, 'RUNNING')
  await setState(api, failed.id, 'FAILED')
  await setState(api, paused.id, 'PAUSED')
  await setState(api, due.id, 'SCHEDULED', { name: 'Late', state_details: { scheduled_time: LONG_AGO } })
  for (const [index, type] of ['COMPLETED', 'FAILED', 'RUNNING'].entries()) {
    await api.call('POST', '/task_runs/', {
      flow_run_id: running.id,
      task_key: 'grind',
      dynamic_key: String(index),
      state: { type },
    })
  }
  return { api, flow, deployment, due, coming, failed, paused, running, [Symbol.asyncDispose]: () => api[Symbol.asyncDispose]() }
}

const names = (runs: readonly { readonly name: string }[]): string[] => runs.map(({ name }) => name)

describe.each(STORE_KINDS)('the views of the server, %s', (kind) => {
  it('say what needs attention, what runs and what is next', async () => {
    await using at = await setup(kind)
    const { status, body } = await at.api.call('GET', '/ui/overview')
    expect(status).toBe(200)
    expect(body.failed).toMatchObject({ count: 1, more: false, runs: [{ name: 'failed', flow_name: 'wheel', state_type: 'FAILED' }] })
    expect(names(body.late.runs)).toEqual(['due'])
    expect(body.late.runs[0]).toMatchObject({ deployment_name: 'nightly', state_name: 'Late' })
    expect(names(body.paused.runs)).toEqual(['paused'])
    expect(body.running).toMatchObject({ count: 1, runs: [{ name: 'running', tasks: 3, tasks_done: 1, tasks_failed: 1 }] })
    expect(names(body.next)).toEqual(['coming'])
    expect(body.pools).toMatchObject([{ name: 'mill', type: 'process', online_workers: 0, waiting: 1, needs: 'worker' }])
    expect(Date.parse(body.pools[0].oldest_wait)).toBe(Date.parse(LONG_AGO))
    expect(body.history).toHaveLength(25)
    const states = body.history.flatMap((hour: { states: { state_name: string }[] }) => hour.states.map((each) => each.state_name))
    expect(states).toEqual(expect.arrayContaining(['Failed', 'Paused', 'Running']))
    const counts = { failed: { count: 1, more: false }, unserved_pools: 1 }
    expect((await at.api.call('GET', '/ui/side-bar')).body).toMatchObject(counts)
    // A pool that is paused waits for somebody, too; one with a worker for nobody.
    await at.api.call('PATCH', '/work_pools/mill', { is_paused: true })
    expect((await at.api.call('GET', '/ui/side-bar')).body).toMatchObject(counts)
    await at.api.call('PATCH', '/work_pools/mill', { is_paused: false })
    await at.api.call('POST', '/work_pools/mill/workers/heartbeat', { name: 'miller' })
    expect((await at.api.call('GET', '/ui/side-bar')).body).toMatchObject({ ...counts, unserved_pools: 0 })
  })

  it('find objects by name and by the beginning of an id, the best first', async () => {
    await using at = await setup(kind)
    const search = async (text: string): Promise<[string, string][]> => {
      const { body } = await at.api.call('POST', '/ui/search', { text })
      return body.map(({ kind: what, name }: { kind: string; name: string }) => [what, name])
    }
    await at.api.call('POST', '/variables/', { name: 'the_wheel', value: 1 })
    expect(await search('wheel')).toEqual([
      ['flow', 'wheel'],
      ['variable', 'the_wheel'],
    ])
    expect(await search('NIGHT')).toEqual([['deployment', 'nightly']])
    expect(await search('runn')).toEqual([['flow-run', 'running']])
    expect(await search(at.failed.id)).toEqual([['flow-run', 'failed']])
    expect(await search(at.flow.slice(0, 30).toUpperCase())).toEqual([['flow', 'wheel']])
    expect(await search('  ')).toEqual([])
    expect(await search("'; drop table flow; --%_")).toEqual([])
    expect((await at.api.call('POST', '/ui/search', { text: 'x'.repeat(201) })).status).toBe(422)
  })

  it('name who holds the slots of a limit and who waits for one', async () => {
    await using at = await setup(kind)
    const { body: limit } = await at.api.call('POST', '/v2/concurrency_limits/', { name: 'mill-stones', limit: 3 })
    const holder = { type: 'flow_run', id: at.running.id }
    const taken = await at.api.call('POST', '/v2/concurrency_limits/increment-with-lease', { names: ['mill-stones'], slots: 2, holder })
    await at.api.call('POST', '/v2/concurrency_limits/increment', { names: ['mill-stones'], slots: 1 })
    const { body } = await at.api.call('GET', `/ui/concurrency_limits/${limit.id}/slots`)
    expect(body).toMatchObject({
      holders: [{ lease_id: taken.body.lease_id, type: 'flow_run', id: at.running.id, name: 'running', state_name: 'Running', slots: 2 }],
      unleased: 1,
      waiting: { count: 0, more: false, runs: [] },
    })
    expect(body.holders[0].lease_until > body.holders[0].since).toBe(true)
    expect((await at.api.call('GET', `/ui/concurrency_limits/${at.flow}/slots`)).status).toBe(404)
  })

  it('show the runs of a deployment in line for its own limit', async () => {
    await using at = await setup(kind)
    await at.api.call('PATCH', `/deployments/${at.deployment}`, { concurrency_limit: 1 })
    for (const run of [at.due, at.coming]) {
      await setState(at.api, run.id, 'SCHEDULED', { name: 'AwaitingConcurrencySlot', state_details: { scheduled_time: SOON } })
    }
    const limits = (await at.api.call('POST', '/v2/concurrency_limits/filter')).body
    const own = limits.find(({ name }: { name: string }) => name === `deployment:${at.deployment}`)
    const { body } = await at.api.call('GET', `/ui/concurrency_limits/${own.id}/slots`)
    expect(body.waiting.count).toBe(2)
    expect(names(body.waiting.runs).toSorted()).toEqual(['coming', 'due'])
  })

  it('try a trigger on the events of the last days', async () => {
    await using at = await setup(kind)
    const now = Date.now()
    const event = (minutesAgo: number, resource: string) => ({
      id: crypto.randomUUID(),
      occurred: new Date(now - minutesAgo * 60_000).toISOString(),
      event: 'mill.stopped',
      resource: { 'prefect.resource.id': resource },
      payload: { why: 'flood' },
    })
    await at.api.call('POST', '/events', [event(300, 'mill.a'), event(200, 'mill.a'), event(199, 'mill.a'), event(100, 'mill.b')])
    await expect
      .poll(async () => (await at.api.call('POST', '/events/filter', { filter: { event: { name: ['mill.stopped'] } } })).body.total)
      .toBe(4)
    const attempt = async (trigger: object) => (await at.api.call('POST', '/ui/automations/test', { trigger })).body
    const reactive = { type: 'event', posture: 'Reactive', expect: ['mill.stopped'], threshold: 1, within: 0 }
    const each = await attempt(reactive)
    expect(each).toMatchObject({ events: 4, complete: true, count: 4 })
    expect(each.firings[0].cause).toMatchObject({ resource: { 'prefect.resource.id': 'mill.b' }, payload: { why: 'flood' } })
    const matched = await attempt({ ...reactive, match: { 'prefect.resource.id': 'mill.b' } })
    expect(matched.count).toBe(1)
    const twice = await attempt({ ...reactive, threshold: 2, within: 600, for_each: ['prefect.resource.id'] })
    expect(twice).toMatchObject({ count: 1, firings: [{ labels: { 'prefect.resource.id': 'mill.a' } }] })
    // Days without an event are silent, and the last hours are too: one firing for each window of an hour that is over.
    const silent = await attempt({ ...reactive, posture: 'Proactive', threshold: 1, within: 3600 })
    expect(silent.count).toBeGreaterThan(100)
    expect(silent.firings).toHaveLength(20)
    const both = await attempt({
      type: 'compound',
      require: 'all',
      within: 600,
      triggers: [
        { ...reactive, match: { 'prefect.resource.id': 'mill.a' } },
        { ...reactive, expect: ['mill.*'], match: { 'prefect.resource.id': 'mill.b' } },
      ],
    })
    expect(both.count).toBe(0)
    expect((await at.api.call('POST', '/ui/automations/test', { trigger: { type: 'event' } })).status).toBe(422)
  })

  it('tell of the firings of an automation and what came of its actions', async () => {
    await using at = await setup(kind)
    const trigger = { type: 'event', posture: 'Reactive', expect: ['mill.stopped'], threshold: 1, within: 0 }
    const { body: automation } = await at.api.call('POST', '/automations/', { name: 'a', trigger, actions: [{ type: 'do-nothing' }] })
    const resource = { 'prefect.resource.id': `prefect.automation.${automation.id}` }
    const [fired, asked] = [crypto.randomUUID(), crypto.randomUUID()]
    const related = [{ 'prefect.resource.id': `prefect.event.${fired}`, 'prefect.resource.role': 'automation-triggered-event' }]
    const action = { resource, related, payload: { action_index: 0, action_type: 'do-nothing', invocation: 'i' } }
    const at1 = new Date(Date.now() - 5000).toISOString()
    const at2 = new Date(Date.now() - 4000).toISOString()
    await at.api.call('POST', '/events', [
      {
        id: fired,
        occurred: at1,
        event: 'prefect.automation.triggered',
        resource,
        payload: { triggering_labels: { a: 'b' }, triggering_event: null },
      },
      { id: asked, occurred: at1, event: 'prefect.automation.action.triggered', ...action },
      {
        id: crypto.randomUUID(),
        occurred: at2,
        event: 'prefect.automation.action.failed',
        ...action,
        payload: { ...action.payload, reason: 'no water' },
      },
    ])
    await expect
      .poll(async () => (await at.api.call('GET', `/ui/automations/${automation.id}/firings`)).body)
      .toMatchObject([
        {
          id: fired,
          what: 'triggered',
          labels: { a: 'b' },
          cause: null,
          actions: [{ index: 0, type: 'do-nothing', outcome: 'failed', reason: 'no water' }],
        },
      ])
    expect((await at.api.call('GET', `/ui/automations/${at.flow}/firings`)).status).toBe(404)
    await at.api.call('POST', '/automations/', {
      name: 'b',
      trigger,
      actions: [{ type: 'run-deployment', source: 'selected', deployment_id: at.deployment }],
    })
    const { body: listed } = await at.api.call('POST', '/ui/automations/rows', {})
    expect(listed.rows).toMatchObject([
      { name: 'a', fired: 1 },
      { name: 'b', fired: 0, last_fired: null },
    ])
    expect(Date.parse(listed.rows[0].last_fired)).toBe(Date.parse(at1))
    expect(listed.names).toEqual({ [at.deployment]: 'nightly' })
    const { body: counted } = await at.api.call('POST', '/ui/events/counts', {
      filter: { event: { name: ['prefect.automation.triggered'] }, occurred: { since: new Date(Date.now() - 3_600_000).toISOString() } },
      time_unit: 'minute',
      time_interval: 30,
    })
    expect(counted.times.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(1)
    expect(counted.names).toContainEqual(expect.objectContaining({ value: 'prefect.automation.action.failed', count: 1 }))
  })

  it('say how the server is', async () => {
    await using at = await setup(kind)
    const { body } = await at.api.call('GET', '/ui/health')
    expect(body.database.kind).toBe(kind)
    expect(body.database.version).toMatch(/^\d+\.\d+/)
    expect(body.services).toEqual([])
    expect(body.waiting).toMatchObject({ triggers: 0, actions: 0 })
  })

  it('render the templates of an action with an event that there was', async () => {
    await using at = await setup(kind)
    const { api } = at
    const event = {
      id: '11111111-1111-4111-8111-111111111111',
      occurred: new Date().toISOString(),
      event: 'mill.broke',
      resource: { 'prefect.resource.id': `prefect.flow-run.${at.failed.id}`, 'prefect.resource.name': 'failed' },
      related: [{ 'prefect.resource.id': `prefect.flow.${at.flow}`, 'prefect.resource.role': 'flow' }],
      payload: { why: 'flood' },
    }
    await api.call('POST', '/events', [event])
    await expect
      .poll(async () => (await api.call('POST', '/events/filter', { filter: { event: { name: ['mill.broke'] } } })).body.total)
      .toBe(1)
    const trigger = { type: 'event', posture: 'Reactive', expect: ['mill.broke'] }
    const templates = ['{{ event.payload.why }} in {{ flow.name }}', '{{ automation.name }}: {{ flow_run.name }}', 'plain', '{{ broken']
    const body = { name: 'alarm', trigger, event_id: event.id, templates }
    const rendered = await api.call('POST', '/ui/automations/render', body)
    expect(rendered.status).toBe(200)
    expect(rendered.body.texts.map(({ text }: { text: string | null }) => text)).toEqual(['flood in wheel', 'alarm: failed', 'plain', null])
    expect(rendered.body.texts[3].problem).toEqual(expect.any(String))
    expect((await api.call('POST', '/ui/automations/render', { ...body, event_id: at.flow })).status).toBe(404)
  })
})

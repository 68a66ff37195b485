import { describe, expect, it } from 'vitest'
import { STORE_KINDS } from '../store/testing.ts'
import { openDeploymentWorld } from './testing-deployments.ts'

const HOURLY = { schedule: { interval: 3600 } }

describe.each(STORE_KINDS)('deployments on %s', (kind) => {
  it('S080 are made once per flow and name, and updated after', async () => {
    await using w = await openDeploymentWorld(kind)
    const made = await w.deploy({ version: '1', tags: ['a'], entrypoint: 'f.ts:f' })
    expect(made).toMatchObject({
      status: 201,
      body: {
        name: 'd',
        flow_id: w.flowId,
        version: '1',
        tags: ['a'],
        paused: false,
        is_schedule_active: true,
        schedules: [],
        schedule: null,
        status: 'NOT_READY',
        enforce_parameter_schema: true,
        labels: { team: 'a', 'prefect.flow.id': w.flowId },
        work_pool_name: null,
        work_queue_name: null,
      },
    })
    const again = await w.deploy({ version: '2' })
    expect(again).toMatchObject({ status: 200, body: { id: made.body.id, version: '2', tags: ['a'], entrypoint: 'f.ts:f' } })
    expect((await w.api.call('GET', `/deployments/${made.body.id}`)).body).toEqual(again.body)
    expect((await w.api.call('GET', '/deployments/name/f/d')).body).toEqual(again.body)
    expect((await w.api.call('POST', '/deployments/filter', {})).body).toEqual([again.body])
    expect((await w.api.call('POST', '/deployments/paginate', {})).body).toMatchObject({ count: 1, pages: 1, results: [{ name: 'd' }] })
    expect((await w.api.call('POST', '/deployments/count', {})).body).toBe(1)
    expect((await w.api.call('DELETE', `/deployments/${made.body.id}`)).status).toBe(204)
    expect(await w.api.call('GET', `/deployments/${made.body.id}`)).toMatchObject({ status: 404, body: { detail: 'Deployment not found' } })
    expect((await w.api.call('DELETE', `/deployments/${made.body.id}`)).status).toBe(404)
  })

  it('know where their version comes from, until another takes its place', async () => {
    await using w = await openDeploymentWorld(kind)
    const info = { type: 'vcs:git', version: '1', branch: 'main', commit_sha: '0123', message: 'Say hello' }
    const made = await w.deploy({ version: '1', version_info: info })
    expect(made.body.version_info).toEqual(info)
    const path = `/deployments/${made.body.id}`
    await w.api.call('PATCH', path, { description: 'of the morning' })
    expect((await w.api.call('GET', path)).body.version_info).toEqual(info)
    await w.api.call('PATCH', path, { version: '2' })
    expect((await w.api.call('GET', path)).body).toMatchObject({ version: '2', version_info: null })
    expect((await w.deploy({ version: '3', version_info: { ...info, version: '3' } })).body.version_info).toEqual({ ...info, version: '3' })
  })

  it('refuse a flow, pool, block or limit that is not there', async () => {
    await using w = await openDeploymentWorld(kind)
    const none = '00000000-0000-4000-8000-000000000000'
    expect((await w.deploy({ flow_id: none })).status).toBe(409)
    expect(await w.deploy({ work_pool_name: 'none' })).toMatchObject({ status: 404, body: { detail: 'Work pool "none" not found.' } })
    expect((await w.deploy({ storage_document_id: none })).body.detail).toContain('Could not find storage block')
    expect((await w.deploy({ global_concurrency_limit_id: none })).status).toBe(404)
    expect((await w.deploy({ global_concurrency_limit_id: none, concurrency_limit: 2 })).status).toBe(422)
  })

  it('find their queue: of the pool named, made when missing, or of the agents', async () => {
    await using w = await openDeploymentWorld(kind)
    await w.api.call('POST', '/work_pools/', { name: 'p', type: 'process' })
    expect((await w.deploy({ work_pool_name: 'p' })).body).toMatchObject({ work_pool_name: 'p', work_queue_name: 'default' })
    expect((await w.deploy({ work_pool_name: 'p', work_queue_name: 'new' })).body).toMatchObject({ work_queue_name: 'new' })
    expect((await w.api.call('GET', '/work_pools/p/queues/new')).body).toMatchObject({ priority: 2 })
    expect((await w.deploy({ name: 'e', work_queue_name: 'q' })).body).toMatchObject({
      work_pool_name: 'default-agent-pool',
      work_queue_name: 'q',
    })
    const { body } = await w.deploy({ name: 'g', work_pool_name: 'p' })
    await w.api.call('PATCH', `/deployments/${body.id}`, { work_pool_name: null })
    expect((await w.api.call('GET', `/deployments/${body.id}`)).body).toMatchObject({ work_pool_name: null, work_queue_id: null })
  })

  it('speak the words of 2.20 too', async () => {
    await using w = await openDeploymentWorld(kind)
    const headers = { 'user-agent': 'prefect/2.20.26 (API 0.8.4)' }
    const { body } = await w.deploy(
      { schedule: { cron: '0 6 * * *', timezone: 'Europe/Warsaw' }, is_schedule_active: false, infra_overrides: { env: { A: '1' } } },
      headers,
    )
    expect(body).toMatchObject({
      schedule: { cron: '0 6 * * *', timezone: 'Europe/Warsaw', day_or: true },
      schedules: [{ active: false }],
      is_schedule_active: false,
      paused: true,
      job_variables: { env: { A: '1' } },
      infra_overrides: { env: { A: '1' } },
      enforce_parameter_schema: false,
    })
    await w.api.call('POST', `/deployments/${body.id}/set_schedule_active`)
    expect((await w.api.call('GET', `/deployments/${body.id}`)).body).toMatchObject({
      is_schedule_active: true,
      schedules: [{ active: true }],
    })
    await w.api.call('POST', `/deployments/${body.id}/pause_deployment`, undefined, { headers })
    expect((await w.api.call('GET', `/deployments/${body.id}`)).body).toMatchObject({ paused: true, schedules: [{ active: false }] })
    await w.api.call('PATCH', `/deployments/${body.id}`, { schedule: { interval: 60 }, is_schedule_active: true })
    expect((await w.api.call('GET', `/deployments/${body.id}`)).body.schedules).toMatchObject([
      { schedule: { interval: 60 }, active: true },
    ])
    await w.api.call('POST', `/deployments/${body.id}/schedules`, [HOURLY])
    expect(await w.api.call('PATCH', `/deployments/${body.id}`, { schedule: null })).toMatchObject({ status: 422 })
  })

  it('refuse a schedule that cannot be expanded, and say why', async () => {
    await using w = await openDeploymentWorld(kind)
    const bad = await w.deploy({ schedules: [HOURLY, { schedule: { cron: '61 * * * *' } }] })
    expect(bad).toMatchObject({
      status: 422,
      body: { exception_detail: [{ loc: ['body', 'schedules', 1, 'schedule', 'cron'], msg: expect.stringContaining('minute "61"') }] },
    })
    expect((await w.deploy({ schedules: [{ schedule: { interval: 60, timezone: 'Mars/Olympus' } }] })).status).toBe(422)
    expect((await w.deploy({ schedules: [{ schedule: { interval: 0 } }] })).status).toBe(422)
    expect((await w.deploy({ schedules: [{ schedule: { rrule: 'FREQ=NEVER' } }] })).status).toBe(422)
    expect((await w.api.call('POST', '/deployments/count', {})).body).toBe(0)
  })

  it('S168 S222 have their next runs at once, and others when the schedule or the default parameters change', async () => {
    await using w = await openDeploymentWorld(kind)
    const { body } = await w.deploy({
      schedules: [{ ...HOURLY, slug: 's', parameters: { a: 2 } }],
      parameters: { a: 1, b: 1 },
      tags: ['t'],
    })
    const runs = await w.scheduled(body.id)
    expect(runs).toHaveLength(3)
    expect(runs[0]).toMatchObject({
      auto_scheduled: true,
      state_name: 'Scheduled',
      parameters: { a: 2, b: 1 },
      tags: ['auto-scheduled', 't'],
      created_by: { type: 'SCHEDULE', id: body.schedules[0].id, display_value: 's' },
      state: { message: 'Flow run scheduled', state_details: { scheduled_time: runs[0].expected_start_time, flow_run_id: runs[0].id } },
      labels: { team: 'a', 'prefect.deployment.id': body.id },
    })
    await w.api.call('PATCH', `/deployments/${body.id}`, { parameters: { a: 1, b: 5 } })
    const later = await w.scheduled(body.id)
    expect(later.map(({ parameters }: { parameters: object }) => parameters)).toEqual(runs.map(() => ({ a: 2, b: 5 })))
    await w.api.call('PATCH', `/deployments/${body.id}`, { schedules: [{ schedule: { interval: 60 }, slug: 's' }] })
    expect(await w.scheduled(body.id)).toHaveLength(61)
    await w.api.call('POST', `/deployments/${body.id}/pause_deployment`)
    expect(await w.scheduled(body.id)).toEqual([])
    await w.api.call('POST', `/deployments/${body.id}/resume_deployment`)
    expect(await w.scheduled(body.id)).toHaveLength(61)
    await w.api.call('POST', `/deployments/${body.id}/schedule`, {})
    expect(await w.scheduled(body.id)).toHaveLength(61)
    await w.api.call(
      'DELETE',
      `/deployments/${body.id}/schedules/${(await w.api.call('GET', `/deployments/${body.id}/schedules`)).body[0].id}`,
    )
    expect(await w.scheduled(body.id)).toEqual([])
  })

  it('tell of each run that a schedule makes', async () => {
    await using w = await openDeploymentWorld(kind)
    const { body } = await w.deploy({ schedules: [HOURLY] })
    const { body: events } = await w.api.call('POST', '/events/filter', { filter: { event: { prefix: ['prefect.flow-run.Scheduled'] } } })
    expect(events.events).toHaveLength(3)
    expect(events.events[0].related).toContainEqual(expect.objectContaining({ 'prefect.resource.id': `prefect.deployment.${body.id}` }))
  })

  it('keep schedules by their slugs', async () => {
    await using w = await openDeploymentWorld(kind)
    const { body } = await w.deploy({
      schedules: [
        { ...HOURLY, slug: 'a' },
        { ...HOURLY, slug: 'b' },
      ],
    })
    const path = `/deployments/${body.id}`
    const slugs = async (): Promise<Record<string, unknown>> =>
      Object.fromEntries(
        (await w.api.call('GET', `${path}/schedules`)).body.map((one: { slug: string; schedule: { interval: number } }) => [
          one.slug,
          one.schedule.interval,
        ]),
      )
    await w.api.call('PATCH', path, {
      schedules: [
        { schedule: { interval: 60 }, slug: 'a' },
        { schedule: { interval: 70 }, slug: 'c' },
      ],
    })
    expect(await slugs()).toEqual({ a: 60, b: 3600, c: 70 })
    await w.api.call('PATCH', path, {
      schedules: [
        { schedule: { interval: 61 }, slug: 'b', replaces: 'a' },
        { schedule: { interval: 62 }, slug: 'a', replaces: 'b' },
      ],
    })
    expect(await slugs()).toEqual({ a: 62, b: 61, c: 70 })
    expect((await w.api.call('PATCH', path, { schedules: [{ schedule: { interval: 1 }, slug: 'c', replaces: 'a' }] })).status).toBe(422)
    expect((await w.api.call('PATCH', path, { schedules: [HOURLY] })).status).toBe(422)
    expect(await w.api.call('POST', `${path}/schedules`, [{ ...HOURLY, slug: 'a' }])).toMatchObject({
      status: 409,
      body: { detail: 'Schedule slugs must be unique within a deployment.' },
    })
    const [first] = (await w.api.call('GET', `${path}/schedules`)).body
    expect((await w.api.call('PATCH', `${path}/schedules/${first.id}`, { active: false, schedule: { cron: '0 0 * * *' } })).status).toBe(
      204,
    )
    expect((await w.api.call('GET', `${path}/schedules`)).body).toContainEqual(
      expect.objectContaining({ id: first.id, active: false, slug: first.slug }),
    )
    expect((await w.api.call('PATCH', `${path}/schedules/${body.id}`, { active: false })).status).toBe(404)
    expect((await w.api.call('GET', `/deployments/${first.id}/schedules`)).status).toBe(404)
  })

  it('know the queues of the old kind that would serve them', async () => {
    await using w = await openDeploymentWorld(kind)
    await w.api.call('POST', '/work_queues/', { name: 'yes', filter: { tags: ['a'] } })
    await w.api.call('POST', '/work_queues/', { name: 'no', filter: { tags: ['a', 'b'] } })
    const { body } = await w.deploy({ tags: ['a'] })
    expect((await w.api.call('GET', `/deployments/${body.id}/work_queue_check`)).body).toMatchObject([{ name: 'default' }, { name: 'yes' }])
  })
})

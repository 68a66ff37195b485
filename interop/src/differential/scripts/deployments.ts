import { type Conversation, textAt } from '../conversation.ts'
import { sendFilters } from '../filters.ts'
import { sendVariants } from '../variants.ts'

const UNKNOWN = 'aaaaaaaa-0000-4000-8000-000000000005'
const CRON = { cron: '0 6 * * *', timezone: 'Europe/Berlin', day_or: true }
const INTERVAL = { interval: 3600, anchor_date: '2020-01-01T00:00:00+00:00', timezone: 'UTC' }
const SCHEMA = {
  type: 'object',
  title: 'Parameters',
  properties: { x: { type: 'integer', title: 'x', position: 0 }, s: { type: 'string', default: 'a' } },
  required: ['x'],
}

/** Deployments with their schedules, and the runs that are made from them. */
export async function talkOfDeployments(api: Conversation): Promise<void> {
  api.topic('deployments')
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'diff-deployed', tags: ['f'] })
  await api.call('pool', 'POST', '/work_pools/', { name: 'diff-deployed-pool', type: 'process' })
  const only3 = api.generation === 3 ? { concurrency_limit: 2, labels: { team: 'data' } } : {}
  const full = {
    name: 'full-deployment',
    flow_id,
    version: '1',
    description: 'Größe',
    parameters: { x: 1 },
    parameter_openapi_schema: SCHEMA,
    tags: ['a', 'b'],
    paused: false,
    work_pool_name: 'diff-deployed-pool',
    work_queue_name: 'quick',
    path: '/srv/flows',
    entrypoint: 'flow.ts:report',
    job_variables: { env: { A: 'b' } },
    pull_steps: [{ 'prefect.deployments.steps.set_working_directory': { directory: '/srv' } }],
    enforce_parameter_schema: true,
    ...only3,
  }
  const id = await api.made('create', 'POST', '/deployments/', full)
  await api.call('create again', 'POST', '/deployments/', { ...full, version: '2', description: 'other', tags: ['c'] })
  await api.call('create with the least', 'POST', '/deployments/', { name: 'least', flow_id })
  await api.call('create without a flow that is there', 'POST', '/deployments/', { name: 'no-flow', flow_id: UNKNOWN })
  await api.call('create in an unknown pool', 'POST', '/deployments/', { name: 'no-pool', flow_id, work_pool_name: 'absent' })
  await api.call('create with a queue alone', 'POST', '/deployments/', { name: 'queue-alone', flow_id, work_queue_name: 'lonely' })
  await api.call('create with a bad parameter', 'POST', '/deployments/', { ...full, name: 'bad-parameter', parameters: { x: 'y' } })
  // 2.20 has no bound on their size.
  const large = { name: 'large', flow_id, parameters: { large: 'x'.repeat(600_000) } }
  if (api.generation === 3) await api.call('create with large parameters', 'POST', '/deployments/', large)
  await api.call('create with a slash in its name', 'POST', '/deployments/', { name: 'a/b', flow_id })
  await api.call('create with a schedule', 'POST', '/deployments/', {
    name: 'scheduled',
    flow_id,
    paused: true,
    schedules: [{ schedule: CRON, active: true }],
  })
  for (const [label, schedule] of Object.entries({
    'a bad cron': { cron: 'often' },
    'a bad time zone': { ...CRON, timezone: 'Mars/Olympus' },
    'no interval': { interval: 0 },
    'an interval of less than nothing': { interval: -5 },
    'a bad rrule': { rrule: 'FREQ=NEVER' },
    'an rrule': { rrule: 'FREQ=DAILY;COUNT=3', timezone: 'UTC' },
    'an interval': INTERVAL,
    'an unknown schedule': { moon: 'full' },
  })) {
    await api.call(`create with ${label}`, 'POST', '/deployments/', {
      name: `with-${label.replaceAll(' ', '-')}`,
      flow_id,
      paused: true,
      schedules: [{ schedule, active: true }],
    })
  }
  await sendVariants(api, 'create', 'POST', '/deployments/', full, (n) => ({ name: `variant-${n}` }))
  await readDeployments(api, id)
  await changeDeployment(api, id)
  await schedulesOf(api, id)
  await runsOf(api, id)
  const within = { flows: { id: { any_: [flow_id] } } }
  const found = (criteria: object): object => ({ ...within, deployments: criteria })
  await sendFilters(
    api,
    '/deployments',
    'NAME_ASC',
    Object.fromEntries(
      Object.entries({
        'by id': { id: { any_: [id] } },
        'by name': { name: { any_: ['least', 'scheduled'] } },
        'by part of a name': { name: { like_: 'SCHED' } },
        ...(api.generation === 2
          ? {}
          : {
              'by flow or deployment name': { flow_or_deployment_name: { like_: 'least' } },
              'by any tag': { tags: { any_: ['b', 'zzz'] } },
            }),
        paused: { paused: { eq_: true } },
        'by tags': { tags: { all_: ['b'] } },
        'without tags': { tags: { is_null_: true } },
        'by queue': { work_queue_name: { any_: ['quick'] } },
        'by or': { operator: 'or_', name: { any_: ['least'] }, paused: { eq_: true } },
        'by an unknown filter': { colour: {} },
      }).map(([label, criteria]) => [label, found(criteria) as Record<string, unknown>]),
    ),
    { within },
  )
  await api.call('filter by pool', 'POST', '/deployments/filter', {
    ...within,
    work_pools: { name: { any_: ['diff-deployed-pool'] } },
    sort: 'NAME_ASC',
    limit: 2,
  })
  await api.call('delete', 'DELETE', `/deployments/${id}`)
  await api.call('delete again', 'DELETE', `/deployments/${id}`)
  await api.call('runs of what was deleted', 'POST', '/flow_runs/filter', { ...within, sort: 'NAME_ASC' })
}

async function readDeployments(api: Conversation, id: string): Promise<void> {
  await api.call('read', 'GET', `/deployments/${id}`)
  await api.call('read unknown', 'GET', `/deployments/${UNKNOWN}`)
  await api.call('read by name', 'GET', '/deployments/name/diff-deployed/full-deployment')
  await api.call('read by unknown name', 'GET', '/deployments/name/diff-deployed/absent')
  await api.call('read by unknown flow', 'GET', '/deployments/name/absent/full-deployment')
  await api.call('queues for an unknown one', 'GET', `/deployments/${UNKNOWN}/work_queue_check`)
}

async function changeDeployment(api: Conversation, id: string): Promise<void> {
  const change = {
    version: '3',
    description: 'changed',
    parameters: { x: 2 },
    tags: ['z'],
    paused: true,
    path: '/elsewhere',
    entrypoint: 'other.ts:flow',
    job_variables: { env: {} },
    work_queue_name: 'slow',
    enforce_parameter_schema: true,
  }
  await api.call('change', 'PATCH', `/deployments/${id}`, change)
  await api.call('read changed', 'GET', `/deployments/${id}`)
  await api.call('change unknown', 'PATCH', `/deployments/${UNKNOWN}`, change)
  await api.call('change to a bad parameter', 'PATCH', `/deployments/${id}`, { parameters: { x: 'no' }, enforce_parameter_schema: true })
  await sendVariants(api, 'change', 'PATCH', `/deployments/${id}`, change)
  await api.call('read after the variants', 'GET', `/deployments/${id}`)
  await api.call('change back', 'PATCH', `/deployments/${id}`, { ...change, parameters: { x: 1 } })
  await api.call('pause', 'POST', `/deployments/${id}/pause_deployment`)
  await api.call('read paused', 'GET', `/deployments/${id}`)
  await api.call('resume', 'POST', `/deployments/${id}/resume_deployment`)
  await api.call('read resumed', 'GET', `/deployments/${id}`)
  await api.call('pause unknown', 'POST', `/deployments/${UNKNOWN}/pause_deployment`)
  await api.call('resume unknown', 'POST', `/deployments/${UNKNOWN}/resume_deployment`)
  await api.call('set schedule inactive', 'POST', `/deployments/${id}/set_schedule_inactive`)
  await api.call('set schedule active', 'POST', `/deployments/${id}/set_schedule_active`)
}

async function schedulesOf(api: Conversation, id: string): Promise<void> {
  const path = `/deployments/${id}/schedules`
  await api.call('no schedules', 'GET', path)
  const made = await api.call('add schedules', 'POST', path, [
    { schedule: CRON, active: false },
    { schedule: INTERVAL, active: false, max_scheduled_runs: 2 },
  ])
  await api.call('schedules', 'GET', path)
  const one = `${path}/${textAt(made, 0, 'id')}`
  await api.call('change schedule', 'PATCH', one, { active: false, schedule: { cron: '5 5 * * *' } })
  await api.call('change schedule to nothing', 'PATCH', one, {})
  await api.call('change schedule wrongly', 'PATCH', one, { active: 'perhaps', moon: 1 })
  await api.call('change unknown schedule', 'PATCH', `${path}/${UNKNOWN}`, { active: false })
  await api.call('changed schedules', 'GET', path)
  await api.call('add no schedule', 'POST', path, [])
  await api.call('add a bad schedule', 'POST', path, [{ schedule: { cron: 'x' } }])
  await api.call('add too many runs', 'POST', path, [{ schedule: CRON, max_scheduled_runs: 1_000_000 }])
  await api.call('add schedules to an unknown deployment', 'POST', `/deployments/${UNKNOWN}/schedules`, [{ schedule: CRON }])
  await api.call('schedules of an unknown deployment', 'GET', `/deployments/${UNKNOWN}/schedules`)
  await api.call('delete schedule', 'DELETE', one)
  await api.call('delete schedule again', 'DELETE', one)
  await api.call('deployment with one schedule left', 'GET', `/deployments/${id}`)
  if (api.generation === 3) {
    await api.call('add a slug', 'POST', path, [{ schedule: CRON, active: false, slug: 'daily', parameters: { x: 3 } }])
    await api.call('add the slug again', 'POST', path, [{ schedule: CRON, active: false, slug: 'daily' }])
    await api.call('replace schedules', 'PATCH', `/deployments/${id}`, { schedules: [{ slug: 'daily', active: false }] })
    await api.call('replaced schedules', 'GET', path)
  }
  await api.call('remove all schedules', 'PATCH', `/deployments/${id}`, { schedules: [] })
}

async function runsOf(api: Conversation, id: string): Promise<void> {
  const path = `/deployments/${id}/create_flow_run`
  const run = {
    name: 'from-deployment',
    parameters: { x: 5 },
    tags: ['r'],
    idempotency_key: 'from-1',
    state: { type: 'SCHEDULED', message: 'm', state_details: { scheduled_time: '2044-01-01T00:00:00Z' } },
    context: { c: 1 },
    empirical_policy: { retries: 1 },
    job_variables: { cpu: 2 },
  }
  await api.call('run', 'POST', path, run)
  await api.call('run again', 'POST', path, { ...run, name: 'second' })
  await api.call('run with a bad parameter', 'POST', path, { name: 'bad', parameters: { x: 'no' } })
  await api.call('run with a bad parameter unchecked', 'POST', path, {
    name: 'unchecked',
    parameters: { x: 'no' },
    enforce_parameter_schema: false,
  })
  await api.call('run with an unknown parameter', 'POST', path, { name: 'more', parameters: { x: 1, y: 2 } })
  await api.call('run in another queue', 'POST', path, { name: 'elsewhere', work_queue_name: 'third' })
  await api.call('run of an unknown deployment', 'POST', `/deployments/${UNKNOWN}/create_flow_run`, {})
  await sendVariants(api, 'run', 'POST', path, run, (n) => ({ name: `run-${n}`, idempotency_key: `from-v-${n}` }))
  await api.call('due runs', 'POST', '/deployments/get_scheduled_flow_runs', {
    deployment_ids: [id],
    scheduled_before: '2001-01-01T00:00:00Z',
  })
  await api.call('later runs', 'POST', '/deployments/get_scheduled_flow_runs', {
    deployment_ids: [id],
    scheduled_before: '2045-01-01T00:00:00Z',
    limit: 1,
  })
  await api.untilSet(`/deployments/${id}`, 'last_polled')
  await api.call('due runs of nothing', 'POST', '/deployments/get_scheduled_flow_runs', { deployment_ids: [] })
  await api.call('due runs without deployments', 'POST', '/deployments/get_scheduled_flow_runs', {})
}

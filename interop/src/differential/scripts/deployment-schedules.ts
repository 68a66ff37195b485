import { type Conversation, type Json, textAt } from '../conversation.ts'

const UNKNOWN = 'aaaaaaaa-0000-4000-8000-000000000021'

/** Days between runs, counted from a fixed day. */
const every = (days: number): object => ({ interval: days * 86_400, anchor_date: '2020-01-01T00:00:00+00:00', timezone: 'UTC' })

/** Schedules of a deployment as a whole: replaced, named by slugs, renamed, planned ahead, and what becomes of planned runs. */
export async function talkOfDeploymentSchedules(api: Conversation): Promise<void> {
  api.topic('schedules of deployments')
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'diff-planned' })
  await replaceSchedules(api, flow_id)
  if (api.generation === 3) await renameSchedules(api, flow_id)
  if (api.generation === 3) await intervalsInWords(api, flow_id)
  await planRuns(api, flow_id)
}

async function replaceSchedules(api: Conversation, flow_id: string): Promise<void> {
  const paused = true
  const schedules = [{ schedule: every(1), active: true }]
  const id = await api.made('deployment with one', 'POST', '/deployments/', { name: 'one', flow_id, paused, schedules })
  const path = `/deployments/${id}`
  await api.call('create again without schedules', 'POST', '/deployments/', { name: 'one', flow_id, paused, version: '2' })
  await api.call('create again with another', 'POST', '/deployments/', {
    name: 'one',
    flow_id,
    paused,
    schedules: [{ schedule: every(2), active: false }],
  })
  await api.call('create again with none', 'POST', '/deployments/', { name: 'one', flow_id, paused, schedules: [] })
  if (api.generation === 2) return
  await api.call('change to one', 'PATCH', path, { schedules: [{ schedule: every(3), active: false }] })
  await api.call('changed to one', 'GET', path)
  await api.call('change to one without saying whether active', 'PATCH', path, { schedules: [{ schedule: every(4) }] })
  await api.call('changed without saying whether active', 'GET', path)
  await api.call('change to one and a limit', 'PATCH', path, { schedules: [{ schedule: every(5), active: true }], concurrency_limit: 4 })
  await api.call('change to one without a schedule', 'PATCH', path, { schedules: [{ active: true }] })
  await api.call('pause', 'PATCH', path, { paused: true })
  await api.call('schedules of the paused', 'GET', `${path}/schedules`)
  await api.call('change schedules to null', 'PATCH', path, { schedules: null })
  await api.call('schedules after null', 'GET', `${path}/schedules`)
  await api.call('change to a schedule of an unknown time zone', 'PATCH', path, {
    schedules: [{ schedule: { cron: '* * * * *', timezone: 'Nowhere' } }],
  })
}

/** How long an interval is, in the words that pydantic reads beside numbers. */
async function intervalsInWords(api: Conversation, flow_id: string): Promise<void> {
  const anchor_date = '2020-01-01T00:00:00+00:00'
  for (const interval of ['PT1H', '00:30:00', 'P1DT2H', '3 days, 01:00:00', '1', 'PT0S', 'soon', -60, 0, 1e14, null]) {
    await api.call(`interval of ${JSON.stringify(interval)}`, 'POST', '/deployments/', {
      name: `words ${JSON.stringify(interval)}`,
      flow_id,
      paused: true,
      schedules: [{ schedule: { interval, anchor_date } }],
    })
  }
}

async function renameSchedules(api: Conversation, flow_id: string): Promise<void> {
  const start = async (name: string, slugs: readonly (string | undefined)[]): Promise<string> => {
    const schedules = slugs.map((slug, index) => ({ schedule: every(index + 1), active: true, ...(slug === undefined ? {} : { slug }) }))
    return `/deployments/${await api.made(`deployment ${name}`, 'POST', '/deployments/', { name, flow_id, paused: true, schedules })}`
  }
  const change = async (path: string, label: string, schedules: readonly object[]): Promise<void> => {
    await api.call(label, 'PATCH', path, { schedules })
    await api.call(`${label}, read`, 'GET', `${path}/schedules`)
  }
  const slugged = await start('slugged', ['first', 'second'])
  await change(slugged, 'change one slug of two', [{ slug: 'first', schedule: every(3), active: false }])
  await change(slugged, 'change without a slug beside slugs', [{ schedule: every(2), active: false }])
  await change(slugged, 'add a slug that is new', [
    { slug: 'first', active: true },
    { slug: 'third', schedule: every(9), active: false },
  ])
  await change(slugged, 'add a slug without a schedule', [
    { slug: 'first', active: true },
    { slug: 'fourth', active: false },
  ])
  await change(slugged, 'name a slug twice', [
    { slug: 'first', active: true },
    { slug: 'first', active: false },
  ])
  await change(slugged, 'with parameters', [{ slug: 'second', parameters: { x: 1 }, max_scheduled_runs: 3 }])
  const renamed = await start('renamed', ['old'])
  await change(renamed, 'rename', [{ slug: 'new', replaces: 'old', schedule: every(2) }])
  await change(renamed, 'rename what is not there', [{ slug: 'new' }, { slug: 'newer', replaces: 'absent', schedule: every(3) }])
  await change(renamed, 'rename one to two', [
    { slug: 'a', replaces: 'new', schedule: every(2) },
    { slug: 'b', replaces: 'new', schedule: every(3) },
  ])
  await change(renamed, 'rename to one that is there', [{ slug: 'newer', replaces: 'new', schedule: every(4) }, { slug: 'newer' }])
  await change(renamed, 'replace without a slug', [{ replaces: 'new', schedule: every(4) }])
  await change(renamed, 'replace itself', [{ slug: 'new', replaces: 'new', schedule: every(6) }])
  const chained = await start('chained', ['a', 'b'])
  // Prefect orders what was changed within one call by chance.
  await api.call('rename in a chain', 'PATCH', chained, {
    schedules: [
      { slug: 'b', replaces: 'a' },
      { slug: 'c', replaces: 'b' },
    ],
  })
  const swapped = await start('swapped', ['x', 'y'])
  await api.call('swap', 'PATCH', swapped, {
    schedules: [
      { slug: 'y', replaces: 'x' },
      { slug: 'x', replaces: 'y' },
    ],
  })
  const nameless = await start('nameless', [undefined])
  await change(nameless, 'name what has no slug', [{ slug: 'named', schedule: every(2) }])
  await api.call('create with a slug twice', 'POST', '/deployments/', {
    name: 'twice',
    flow_id,
    schedules: [
      { schedule: every(1), slug: 's' },
      { schedule: every(2), slug: 's' },
    ],
  })
  await api.call('create with a bad slug', 'POST', '/deployments/', {
    name: 'bad',
    flow_id,
    schedules: [{ schedule: every(1), slug: 'Bad Slug!' }],
  })
  await api.call('create again with slugs', 'POST', '/deployments/', {
    name: 'swapped',
    flow_id,
    paused: true,
    schedules: [{ schedule: every(7), slug: 'x', replaces: 'y' }],
  })
}

async function planRuns(api: Conversation, flow_id: string): Promise<void> {
  api.topic('planned runs')
  const body = { name: 'planned', flow_id, schedules: [{ schedule: every(1), active: true }], tags: ['t'], parameters: { p: 1 } }
  const id = await api.made('deployment to plan', 'POST', '/deployments/', body)
  const path = `/deployments/${id}`
  const planned = async (label: string): Promise<Json | undefined> =>
    api.call(label, 'POST', '/flow_runs/filter', {
      deployments: { id: { any_: [id] } },
      flow_runs: { expected_start_time: { after_: '2040-01-01T00:00:00Z' } },
      sort: 'EXPECTED_START_TIME_ASC',
    })
  const from = { start_time: '2044-01-01T00:00:00Z' }
  await api.call('plan five', 'POST', `${path}/schedule`, { ...from, min_runs: 5, max_runs: 5 })
  await planned('planned five')
  await api.call('plan them again', 'POST', `${path}/schedule`, { ...from, min_runs: 5, max_runs: 5 })
  await planned('planned again')
  await api.call('plan a week', 'POST', `${path}/schedule`, { ...from, end_time: '2044-01-08T00:00:00Z', min_runs: 100 })
  await planned('planned a week')
  await api.call('plan a past week', 'POST', `${path}/schedule`, {
    start_time: '2021-01-01T00:00:00Z',
    end_time: '2021-01-04T00:00:00Z',
    min_runs: 100,
  })
  await api.call('count the past', 'POST', '/flow_runs/count', {
    deployments: { id: { any_: [id] } },
    flow_runs: { expected_start_time: { before_: '2022-01-01T00:00:00Z' } },
  })
  await api.call('plan with an end before the start', 'POST', `${path}/schedule`, { ...from, end_time: '2043-01-01T00:00:00Z' })
  await api.call('plan by a bad time', 'POST', `${path}/schedule`, { start_time: 'soon' })
  await api.call('plan too many', 'POST', `${path}/schedule`, { ...from, min_runs: 100_000, max_runs: 100_000 })
  await api.call('plan fewer than none', 'POST', `${path}/schedule`, { min_runs: -1 })
  await api.call('plan an unknown one', 'POST', `/deployments/${UNKNOWN}/schedule`, {})
  const made = await api.call('run made by hand', 'POST', `${path}/create_flow_run`, {
    name: 'by-hand',
    state: { type: 'SCHEDULED', state_details: { scheduled_time: '2044-01-02T00:00:00Z' } },
  })
  await api.call('pause', 'POST', `${path}/pause_deployment`)
  await planned('left by the pause')
  await api.call('pause twice', 'POST', `${path}/pause_deployment`)
  await api.call('plan while paused', 'POST', `${path}/schedule`, { ...from, min_runs: 2 })
  await planned('planned while paused')
  await api.call('resume', 'POST', `${path}/resume_deployment`)
  await api.call('resume twice', 'POST', `${path}/resume_deployment`)
  await api.call('plan again', 'POST', `${path}/schedule`, { ...from, min_runs: 2 })
  await api.call('create again', 'POST', '/deployments/', { ...body, paused: true, schedules: [{ schedule: every(1), active: false }] })
  await planned('left by creating again')
  await api.call('the run made by hand', 'GET', `/flow_runs/${textAt(made, 'id')}`)
  await api.call('delete', 'DELETE', path)
  await planned('left by deleting')
}

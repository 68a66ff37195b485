import type { Conversation } from '../conversation.ts'

const UNKNOWN = 'aaaaaaaa-0000-4000-8000-00000000000e'

/** One moment, and some near it, as clients and people write them: Python writes the first two. */
const TIMES = [
  '2031-05-06 07:00:00.123456+00:00',
  '2031-05-06 07:00:00+00:00',
  '2031-05-06T07:00:00',
  '2031-05-06T07:00',
  '2031-05-06',
  '2031-05-06T07:00:00.1+02:00',
  '2031-05-06T07:00:00.123456789Z',
  '2031-05-06 07:00:00 +0000',
  '20310506T070000Z',
  'tomorrow',
]

/** What 2.20 refuses. */
const SINCE_3 = ['2031-05-06t07:00:00z', '1936076400', 1936076400]

/** How times may be written wherever one is read. */
export async function talkOfTimes(api: Conversation): Promise<void> {
  api.topic('times')
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'diff-times' })
  const within = { flows: { id: { any_: [flow_id] } } }
  for (const time of [...TIMES, ...(api.generation === 3 ? SINCE_3 : [])]) {
    const as = JSON.stringify(time)
    const state = { type: 'SCHEDULED', state_details: { scheduled_time: time } }
    await api.call(`run at ${as}`, 'POST', '/flow_runs/', { name: `at ${time}`, flow_id, state })
    await api.call(`runs after ${as}`, 'POST', '/flow_runs/count', { ...within, flow_runs: { expected_start_time: { after_: time } } })
    await api.call(`history from ${as}`, 'POST', '/flow_runs/history', {
      ...within,
      history_start: time,
      history_end: '2031-05-06T08:00:00Z',
      history_interval_seconds: 1800,
    })
    await api.call(`due before ${as}`, 'POST', '/deployments/get_scheduled_flow_runs', {
      deployment_ids: [UNKNOWN],
      scheduled_before: time,
    })
    await api.call(`line at ${as}`, 'POST', '/logs/', [{ name: 'l', level: 10, message: 'm', timestamp: time, flow_run_id: UNKNOWN }])
  }
  await api.call('lines', 'POST', '/logs/filter', { logs: { flow_run_id: { any_: [UNKNOWN] } } })
}

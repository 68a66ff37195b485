import { type Conversation, type Json, textAt } from '../conversation.ts'
import { objectAt } from './fields.ts'

/** Most seconds that a task run is told to wait for a slot: half as long again as the setting says. */
const LONGEST = 45

/** Slots that 3.8 has task runs take for their tags when they are to run. */
export async function talkOfTagSlots(api: Conversation): Promise<void> {
  // The scripts say as much to 2.20, which takes them on SQLite too.
  if (api.generation === 2) return
  api.topic('slots of tags')
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'timed-slots' })
  const flow_run_id = await api.made('flow run', 'POST', '/flow_runs/', { flow_id, name: 'slots', state: { type: 'RUNNING' } })
  await api.call('limit of two', 'POST', '/concurrency_limits/', { tag: 'timed-two', concurrency_limit: 2 })
  await api.call('limit of one', 'POST', '/v2/concurrency_limits/', { name: 'tag:timed-one', limit: 1 })
  await api.call('limit of none', 'POST', '/concurrency_limits/', { tag: 'timed-none', concurrency_limit: 0 })
  await api.call('limit that is switched off', 'POST', '/v2/concurrency_limits/', { name: 'tag:timed-off', limit: 0, active: false })
  const task = async (name: string, ...tags: readonly string[]): Promise<string> => {
    const body = { flow_run_id, name, task_key: 'timed.slots', dynamic_key: name, tags }
    return `/task_runs/${await api.made(`task ${name}`, 'POST', '/task_runs/', body)}`
  }
  const set = (label: string, path: string, type: string): Promise<Json | undefined> =>
    api.call(label, 'POST', `${path}/set_state`, { state: { type } })
  const waits = async (label: string, path: string): Promise<void> => {
    const { status, body } = await api.ask('POST', `${path}/set_state`, { state: { type: 'RUNNING' } })
    const { delay_seconds: seconds = -1, reason = '' } = objectAt(body, 'details') as { delay_seconds?: number; reason?: string }
    const [why = '', tags = ''] = reason.split(': ')
    const named = tags.split(', ').toSorted()
    api.observe(label, { status, verdict: textAt(body, 'status'), why, named, within: seconds >= 0 && seconds <= LONGEST })
  }
  const holders = async (label: string, tag: string): Promise<void> => {
    await api.call(`holders of ${tag}, ${label}`, 'GET', `/concurrency_limits/tag/${tag}`)
    await api.call(`slots of ${tag}, ${label}`, 'GET', `/v2/concurrency_limits/tag:${tag}`)
  }
  const both = await task('both', 'timed-two', 'timed-one', 'timed-off')
  const second = await task('second', 'timed-two')
  const third = await task('third', 'timed-two', 'timed-one')
  const never = await task('never', 'timed-none')
  await set('both runs', both, 'RUNNING')
  await holders('with both', 'timed-two')
  await holders('with both', 'timed-one')
  await waits('third has to wait', third)
  await holders('after third had to wait', 'timed-two')
  await set('never can run', never, 'RUNNING')
  await set('second runs', second, 'RUNNING')
  await holders('with second', 'timed-two')
  await set('both completes', both, 'COMPLETED')
  await holders('without both', 'timed-one')
  await set('third runs', third, 'RUNNING')
  await holders('with third', 'timed-two')
  await set('third is retried', third, 'SCHEDULED')
  await holders('without third', 'timed-one')
  await set('second crashes', second, 'CRASHED')
  await holders('without any', 'timed-two')
  const greedy = await task('greedy', 'timed-none', 'timed-two')
  await set('greedy can never run', greedy, 'RUNNING')
  await holders('with greedy', 'timed-two')
}

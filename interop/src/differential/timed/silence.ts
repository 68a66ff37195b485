import { randomUUID } from 'node:crypto'
import type { Answer, Conversation } from '../conversation.ts'
import { fieldIs } from './fields.ts'

const HEARTBEAT = 'prefect.flow-run.heartbeat'
const ENDED = ['Completed', 'Failed', 'Cancelled', 'Crashed'].map((state) => `prefect.flow-run.${state}`)
/** Seconds of silence: enough for a slow machine to end a run after its heartbeat. */
const SILENCE = 30

/** Runs whose process falls silent: what Prefect's documentation has an automation for, which changes them to Crashed. */
export async function talkOfSilence(api: Conversation): Promise<void> {
  // Clients of 2.20 tell of no heartbeats.
  if (api.generation === 2) return
  api.topic('silence')
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'timed-silence' })
  await api.call('automation', 'POST', '/automations/', {
    name: 'crash what is silent',
    trigger: {
      type: 'event',
      posture: 'Proactive',
      match: { 'prefect.resource.id': 'prefect.flow-run.*' },
      after: [HEARTBEAT],
      expect: [HEARTBEAT, ...ENDED],
      for_each: ['prefect.resource.id'],
      threshold: 1,
      within: SILENCE,
    },
    actions: [{ type: 'change-flow-run-state', state: 'CRASHED', name: 'Crashed', message: 'Nothing was heard of it.' }],
  })
  const start = async (name: string): Promise<string> =>
    api.made(`run ${name}`, 'POST', '/flow_runs/', { name, flow_id, state: { type: 'RUNNING' } })
  const [silent, done, never] = [await start('silent'), await start('done'), await start('never heard of')]
  const beat = (id: string): Promise<Answer> =>
    api.ask('POST', '/events', [
      {
        id: randomUUID(),
        event: HEARTBEAT,
        occurred: new Date().toISOString(),
        resource: { 'prefect.resource.id': `prefect.flow-run.${id}` },
      },
    ])
  await beat(silent)
  await beat(done)
  await api.call('done completes', 'POST', `/flow_runs/${done}/set_state`, { state: { type: 'COMPLETED' } })
  await api.until('silent, afterwards', () => api.ask('GET', `/flow_runs/${silent}`), fieldIs('state_type', 'CRASHED'))
  await api.call('done, afterwards', 'GET', `/flow_runs/${done}`)
  await api.call('never heard of, afterwards', 'GET', `/flow_runs/${never}`)
}

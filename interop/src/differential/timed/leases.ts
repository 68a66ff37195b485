import { type Conversation, type Json, textAt } from '../conversation.ts'
import { fieldIs, objectAt, secondsAhead } from './fields.ts'

const LIMITS = '/v2/concurrency_limits'
/** The least that a lease of a named limit may last, in seconds. */
const SHORTEST = 60

/** Leases that run out: of a named limit, and of a deployment's slot while the infrastructure of its run starts. */
export async function talkOfLeases(api: Conversation): Promise<void> {
  // 2.20 knows neither leases nor limits of deployments.
  if (api.generation === 2) return
  api.topic('leases')
  await api.call('limit', 'POST', `${LIMITS}/`, { name: 'timed', limit: 3 })
  const lost = await take(api, 'a lease that nobody renews', 2)
  const kept = await take(api, 'a lease that is renewed', 1)
  await api.call('renew one', 'POST', `${LIMITS}/leases/${kept}/renew`, { lease_duration: 10 * SHORTEST })
  await api.call('one slot too many', 'POST', `${LIMITS}/increment-with-lease`, {
    names: ['timed'],
    slots: 4,
    lease_duration: SHORTEST,
  })
  await api.call('limit that is full', 'GET', `${LIMITS}/timed`)
  // Takes half as long as the leases last.
  await slotsOfDeployments(api)
  await api.until('limit of which a lease ran out', () => api.ask('GET', `${LIMITS}/timed`), fieldIs('active_slots', 1))
  await api.call('renew what ran out', 'POST', `${LIMITS}/leases/${lost}/renew`, { lease_duration: SHORTEST })
  await api.call('give back what ran out', 'POST', `${LIMITS}/decrement-with-lease`, { lease_id: lost })
  await api.call('give back what was renewed', 'POST', `${LIMITS}/decrement-with-lease`, { lease_id: kept })
  await api.call('limit that is free', 'GET', `${LIMITS}/timed`)
}

async function take(api: Conversation, label: string, slots: number): Promise<string> {
  const body = { names: ['timed'], slots, lease_duration: SHORTEST }
  return textAt(await api.call(label, 'POST', `${LIMITS}/increment-with-lease`, body), 'lease_id')
}

async function slotsOfDeployments(api: Conversation): Promise<void> {
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'timed-leases' })
  const deploy = (name: string): Promise<string> =>
    api.made(`deployment ${name}`, 'POST', '/deployments/', {
      name,
      flow_id,
      concurrency_limit: 1,
      concurrency_options: { collision_strategy: 'ENQUEUE' },
    })
  const [wanted, alone] = [await deploy('wanted'), await deploy('alone')]
  const start = async (name: string, deployment: string): Promise<string> =>
    `/flow_runs/${await api.made(`run ${name}`, 'POST', `/deployments/${deployment}/create_flow_run`, { name })}`
  const set = (label: string, run: string, type: string): Promise<Json | undefined> =>
    api.call(label, 'POST', `${run}/set_state`, { state: { type } })
  const slow = await start('slow', wanted)
  const next = await start('next', wanted)
  const only = await start('only', alone)
  await set('slow is claimed', slow, 'PENDING')
  await set('only is claimed', only, 'PENDING')
  const told = await set('next has to wait', next, 'PENDING')
  api.observe('seconds that next waits', secondsAhead(objectAt(told, 'state')))
  const limit = `${LIMITS}/deployment:${wanted}`
  await api.until('limit of the deployment, after the grace', () => api.ask('GET', limit), fieldIs('active_slots', 0))
  await set('next is claimed', next, 'PENDING')
  await set('slow begins without its slot', slow, 'RUNNING')
  await api.call('slow, read', 'GET', slow)
  await api.until('limit of the other', () => api.ask('GET', `${LIMITS}/deployment:${alone}`), fieldIs('active_slots', 0))
  await set('only begins, as its slot is free again', only, 'RUNNING')
  await api.call('limit of the other, taken again', 'GET', `${LIMITS}/deployment:${alone}`)
  await set('only completes', only, 'COMPLETED')
  await api.call('limit of the other, given back', 'GET', `${LIMITS}/deployment:${alone}`)
}

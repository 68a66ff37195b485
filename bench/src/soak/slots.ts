import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '../client.ts'
import { newId } from '../event-socket.ts'
import { Tally } from '../tally.ts'

const SLOTS = 3
/** How many want them at once, of the named limit and of the deployment's. */
const CALLERS = 6
/** Seconds of a lease: the least that Prefect admits. */
const LEASE = 60
/** Seconds between two callers that are gone without giving their slot back: one slot at least stays in use. */
const ABANDONED_EVERY = 40
/** Waits at the server, as far as it answers within it. */
const WAITING = { prefer: 'wait=10' }
const LIMITS = '/v2/concurrency_limits'

/** A limit and a deployment with one, on a server under load. */
export interface SlotLoad {
  readonly url: string
  readonly deploymentId: string
  readonly count: { turns: number; abandoned: number; lastAbandoned: number }
  turns(): number
  abandoned(): number
  /** Waits until what was abandoned has lapsed. Throws if a slot is held then, or a run of the deployment has not ended. */
  expectNothingLeft(): Promise<void>
}

export async function startSlots(url: string): Promise<SlotLoad> {
  using client = new Client(url, 1)
  await client.done('POST', `${LIMITS}/`, { name: 'soak', limit: SLOTS })
  const flow = await client.done<{ id: string }>('POST', '/flows/', { name: 'soak' })
  const body = { name: 'narrow', flow_id: flow.id, concurrency_limit: SLOTS }
  const { id } = await client.done<{ id: string }>('POST', '/deployments/', body)
  const count = { turns: 0, abandoned: 0, lastAbandoned: performance.now() }
  return {
    url,
    deploymentId: id,
    count,
    turns: () => count.turns,
    abandoned: () => count.abandoned,
    expectNothingLeft: () => expectNothingLeft(url, id),
  }
}

/** Callers that wait for slots, and runs that wait for those of their deployment, until `seconds` are over. */
export async function driveSlots(load: SlotLoad, seconds: number): Promise<Tally> {
  using client = new Client(load.url, 2 * CALLERS)
  const tally = new Tally()
  const deadline = performance.now() + seconds * 1000
  const until = async (turn: () => Promise<void>): Promise<void> => {
    while (performance.now() < deadline) {
      await turn()
      tally.operations += 1
      load.count.turns += 1
    }
  }
  const callers = Array.from({ length: CALLERS }, () => until(() => holdSlot(client, load)))
  const runs = Array.from({ length: CALLERS }, () => until(() => runOne(client, load.deploymentId)))
  await Promise.all([...callers, ...runs])
  return tally
}

async function holdSlot(client: Client, { count }: SlotLoad): Promise<void> {
  const wanted = { names: ['soak'], slots: 1, mode: 'concurrency', lease_duration: LEASE }
  for (;;) {
    const answer = await client.post(`${LIMITS}/increment-with-lease`, wanted, WAITING)
    if (answer.status === 423) continue
    if (answer.status !== 200) throw new Error(`slots: ${answer.status} ${answer.text.slice(0, 300)}`)
    await sleep(5)
    if (performance.now() - count.lastAbandoned > ABANDONED_EVERY * 1000) {
      count.abandoned += 1
      count.lastAbandoned = performance.now()
    } else
      await client.done('POST', `${LIMITS}/decrement-with-lease`, { lease_id: (JSON.parse(answer.text) as { lease_id: string }).lease_id })
    return
  }
}

/** Takes one run of the deployment to its end, as a worker and its process do. */
async function runOne(client: Client, deploymentId: string): Promise<void> {
  const run = await client.done<{ id: string }>('POST', `/deployments/${deploymentId}/create_flow_run`, {})
  for (const type of ['PENDING', 'RUNNING', 'COMPLETED']) {
    const state = { type, state_details: { transition_id: newId() } }
    for (;;) {
      const path = `/flow_runs/${run.id}/set_state`
      const { status, details } = await client.done<{ status: string; details: { retry_after_seconds?: number } }>(
        'POST',
        path,
        { state },
        WAITING,
      )
      if (status === 'ACCEPT') break
      await sleep(Math.min(details.retry_after_seconds ?? 0.1, 0.1) * 1000)
    }
  }
}

async function expectNothingLeft(url: string, deploymentId: string): Promise<void> {
  using client = new Client(url, 1)
  const limits = ['soak', `deployment:${deploymentId}`]
  const deadline = performance.now() + 2 * LEASE * 1000
  for (;;) {
    const held = await Promise.all(limits.map((name) => client.done<{ active_slots: number }>('GET', `${LIMITS}/${name}`)))
    if (held.every(({ active_slots: slots }) => slots === 0)) break
    if (performance.now() > deadline) throw new Error(`slots are held by nobody: ${JSON.stringify(held)}`)
    await sleep(1000)
  }
  const waiting = {
    deployments: { id: { any_: [deploymentId] } },
    flow_runs: { state: { type: { any_: ['SCHEDULED', 'PENDING', 'RUNNING', 'CANCELLING'] } } },
  }
  const left = await client.done<number>('POST', '/flow_runs/count', waiting)
  if (left > 0) throw new Error(`${left} runs have not ended`)
}

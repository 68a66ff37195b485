import { Client } from './client.ts'
import { Tally } from './tally.ts'

/**
 * Drives flow runs through `create`, Pending, Running, Completed from several clients at once, each waiting for its answer
 * before it goes on, until `seconds` are over. Every one of the four calls of a run counts as one operation.
 */
export async function driveTransitions(url: string, clients: number, seconds: number): Promise<Tally> {
  using client = new Client(url, clients)
  const tally = new Tally()
  const flow = await client.done<{ id: string }>('POST', '/flows/', { name: 'bench' })
  const deadline = performance.now() + seconds * 1000
  await Promise.all(Array.from({ length: clients }, () => driveOne(client, flow.id, deadline, tally)))
  return tally
}

async function driveOne(client: Client, flowId: string, deadline: number, tally: Tally): Promise<void> {
  while (performance.now() < deadline) {
    const body = { flow_id: flowId, parameters: { city: 'Oslo', days: 3 }, state: { type: 'SCHEDULED' } }
    const created = await tally.count(() => client.post('/flow_runs/', body))
    if (created === undefined) continue
    const { id } = JSON.parse(created) as { id: string }
    for (const type of ['PENDING', 'RUNNING', 'COMPLETED']) {
      if (performance.now() > deadline) return
      await tally.count(() => client.post(`/flow_runs/${id}/set_state`, { state: { type, message: 'bench' } }))
    }
  }
}

import { Client } from './client.ts'
import { compare, type Options } from './compare.ts'
import { EventSocket, newId } from './event-socket.ts'
import { millrace, prefect, startAll } from './servers.ts'
import { Tally } from './tally.ts'

/** Events after which the client asks for a receipt and waits for it; as many as Prefect's. */
const CHECKPOINT = 700
/** Milliseconds between two looks at what can be seen. */
const LOOK = 50
/** Milliseconds within which what was sent must be there to be seen. */
const PATIENCE = 120_000

/** Custom events over one websocket; a round ends when a list of events has all that were sent. */
export async function events(options: Options): Promise<void> {
  await using servers = await startAll([() => millrace('FULL'), ...(options.withPrefect ? [() => prefect()] : [])])
  await compare({
    title: 'events over a websocket, receipted and visible (latencies: to the receipt of 700)',
    unit: 'events',
    contestants: servers.list,
    options,
    drive: ({ url }, seconds) => driveEvents(url, seconds),
  })
}

/** Tells of events until `seconds` are over, then waits until a list has them all; those that it has not in time count as failed. */
export async function driveEvents(url: string, seconds: number): Promise<Tally> {
  using client = new Client(url, 1)
  using socket = await EventSocket.open(url)
  const tally = new Tally()
  const name = `bench.${newId()}`
  const since = new Date(Date.now() - 60_000).toISOString()
  const deadline = performance.now() + seconds * 1000
  while (performance.now() < deadline) {
    const began = performance.now()
    for (let index = 0; index < CHECKPOINT; index += 1) socket.send(eventOf(name, index))
    await socket.receipt()
    tally.latencies.push(performance.now() - began)
    tally.operations += CHECKPOINT
  }
  const until = performance.now() + PATIENCE
  let seen = await countOf(client, name, since)
  while (seen < tally.operations && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, LOOK))
    seen = await countOf(client, name, since)
  }
  tally.failed = tally.operations - seen
  tally.operations = seen
  return tally
}

const eventOf = (event: string, index: number): object => ({
  id: newId(),
  occurred: new Date().toISOString(),
  event,
  resource: { 'prefect.resource.id': `bench.order.${index}`, 'prefect.resource.name': `order ${index}` },
  related: [{ 'prefect.resource.id': 'bench.shop.1', 'prefect.resource.role': 'shop' }],
  payload: { city: 'Oslo', days: 3 },
})

async function countOf(client: Client, name: string, since: string): Promise<number> {
  const filter = { event: { name: [name] }, occurred: { since, until: new Date(Date.now() + 60_000).toISOString() } }
  const { total } = await client.done<{ total: number }>('POST', '/events/filter', { filter, limit: 1 })
  return total
}

import { Client } from './client.ts'
import { compare, type Options } from './compare.ts'
import { EventSocket, newId } from './event-socket.ts'
import { millrace, startAll } from './servers.ts'
import { Tally } from './tally.ts'

const AUTOMATIONS = 1000
/** Events after which the client asks for a receipt and waits for it. */
const CHECKPOINT = 700
/** Values of the label that the events are counted by. */
const ORDERS = 100
const LOOK = 50
/** Milliseconds within which what was sent must have been looked at. */
const PATIENCE = 120_000

/** Custom events that one of 1,000 automations counts, order by order; a round ends when the last of them has made another one fire. */
export async function automations(options: Options): Promise<void> {
  // Prefect is left out: what is sent to it in three seconds it has not looked at after two minutes.
  await using servers = await startAll([() => millrace('FULL')])
  for (const { url } of servers.list) await prepare(url)
  await compare({
    title: `events that one of ${AUTOMATIONS} automations counts, until they are counted`,
    unit: 'events',
    contestants: servers.list,
    options,
    drive: ({ url }, seconds) => driveAutomations(url, seconds),
  })
}

const automation = (name: string, trigger: object): object => ({
  name,
  trigger: { type: 'event', posture: 'Reactive', threshold: 1, within: 0, ...trigger },
  actions: [{ type: 'do-nothing' }],
})

async function prepare(url: string): Promise<void> {
  using client = new Client(url, 8)
  const some = Array.from({ length: AUTOMATIONS - 2 }, (_, index) =>
    index % 2 === 0
      ? automation(`by name ${index}`, { expect: [`shop.other.${index}`] })
      : automation(`by resource ${index}`, {
          expect: ['prefect.flow-run.*'],
          match: { 'prefect.resource.id': `prefect.flow-run.${index}` },
        }),
  )
  const counts = automation('counts', {
    expect: ['bench.order.*'],
    for_each: ['prefect.resource.id'],
    threshold: 1_000_000,
    within: 86_400,
  })
  for (const body of [...some, counts, automation('ends', { expect: ['bench.end'] })]) await client.done('POST', '/automations/', body)
}

/** Tells of events until `seconds` are over, then of the last, and waits until it has made its automation fire. */
async function driveAutomations(url: string, seconds: number): Promise<Tally> {
  using client = new Client(url, 1)
  using socket = await EventSocket.open(url)
  const tally = new Tally()
  const deadline = performance.now() + seconds * 1000
  while (performance.now() < deadline) {
    const began = performance.now()
    for (let index = 0; index < CHECKPOINT; index += 1) socket.send(eventOf('bench.order.placed', `bench.order.${index % ORDERS}`))
    await socket.receipt()
    tally.latencies.push(performance.now() - began)
    tally.operations += CHECKPOINT
  }
  const last = eventOf('bench.end', 'bench.last')
  socket.send(last)
  await socket.receipt()
  const until = performance.now() + PATIENCE
  while (!(await hasFired(client, last.id))) {
    if (performance.now() > until) throw new Error(`not all of ${tally.operations} events were looked at after ${PATIENCE / 1000} s`)
    await new Promise((resolve) => setTimeout(resolve, LOOK))
  }
  return tally
}

const eventOf = (event: string, resourceId: string): { readonly id: string } => {
  const resource = { 'prefect.resource.id': resourceId }
  const told = { id: newId(), occurred: new Date().toISOString(), event, resource, payload: { city: 'Oslo', days: 3 } }
  return told
}

async function hasFired(client: Client, eventId: string): Promise<boolean> {
  const filter = { event: { name: ['prefect.automation.triggered'] }, related: { id: [`prefect.event.${eventId}`] } }
  const { total } = await client.done<{ total: number }>('POST', '/events/filter', { filter, limit: 1 })
  return total > 0
}

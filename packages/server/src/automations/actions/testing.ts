import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { v7 } from 'uuid'
import { createParts } from '../../parts.ts'
import { claimActions } from '../../store/queries/automation-actions.ts'
import type { AutomationActionRow } from '../../store/schema.ts'
import type { TestApp } from '../../testing.ts'
import { evaluateEvents } from '../evaluate-events.ts'
import { doAction } from './do-action.ts'

/** Looks at all events that wait, does all actions that are due, and again, until nothing is left. */
export async function settleAutomations({ context }: Pick<TestApp, 'context'>): Promise<void> {
  const { dispatcher } = createParts(context)
  const signal = new AbortController().signal
  for (let busy = true; busy;) {
    while ((await evaluateEvents(context)).more);
    const rows = await claim(context)
    for (const row of rows) await doAction({ ...context, dispatcher, signal }, row)
    busy = rows.length > 0
  }
}

async function claim({ store, clock }: TestApp['context']): Promise<AutomationActionRow[]> {
  const now = clock.now()
  const claims = [false, true].map((outward) => store.write((tx) => claimActions(tx, { outward, now, until: '9999', limit: 100 })))
  return (await Promise.all(claims)).flat()
}

// What a test sends and finds is looked into freely.
export type Body = ReturnType<typeof JSON.parse>

export const REACTS_TO_IT = { type: 'event', expect: ['it'], posture: 'Reactive', threshold: 1, within: 0 }

/** An automation that does one thing when the event `it` comes. */
export async function automate(server: TestApp, action: object, more: object = {}): Promise<string> {
  const { status, body } = await server.call('POST', '/automations/', { name: 'reacts', trigger: REACTS_TO_IT, actions: [action], ...more })
  if (status !== 201) throw new Error(`the automation is refused: ${JSON.stringify(body)}`)
  return body.id as string
}

/** Tells the event `it`, and waits for all that follows from it. */
export async function happen(server: TestApp, event: object = {}): Promise<string> {
  const id = v7()
  const resource = { 'prefect.resource.id': 'test.thing' }
  await server.call('POST', '/events', [{ id, occurred: server.context.clock.now(), event: 'it', resource, ...event }])
  await settleAutomations(server)
  return id
}

/** The events about an automation, the oldest first. */
export async function eventsOf(server: TestApp, automationId: string, prefix = 'prefect.automation.'): Promise<Body[]> {
  const filter = { event: { prefix: [prefix] }, resource: { id: [`prefect.automation.${automationId}`] }, order: 'ASC' }
  return (await server.call('POST', '/events/filter', { filter, limit: 50 })).body.events as Body[]
}

/** What became of the last action of an automation: the event about it. */
export async function outcomeOf(server: TestApp, automationId: string): Promise<Body> {
  return (await eventsOf(server, automationId, 'prefect.automation.action.')).at(-1)
}

/** A flow run called `the-run`, and it as the resource of an event. */
export async function makeFlowRun(
  server: TestApp,
  state: object = { type: 'RUNNING' },
): Promise<{ id: string; resource: Record<string, string> }> {
  const flow = await server.call('POST', '/flows/', { name: 'flow' })
  const { body } = await server.call('POST', '/flow_runs/', { flow_id: flow.body.id, name: 'the-run', state })
  return { id: body.id as string, resource: { 'prefect.resource.id': `prefect.flow-run.${body.id}` } }
}

/** What somebody sent. */
export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Listener extends AsyncDisposable {
  readonly url: string
  readonly received: readonly Received[]
}

/** Listens on `port`, a free one if none is given, and answers each request by `status`, after `wait` milliseconds. */
export async function listen({
  status = 200,
  wait = 0,
  port = 0,
}: { status?: number; wait?: number; port?: number } = {}): Promise<Listener> {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const { method = '', url = '', headers } = request
    received.push({ method, path: url, headers, body: Buffer.concat(chunks).toString() })
    await delay(wait)
    response.writeHead(status, { 'x-answered': 'yes', 'x-forwarded-for': 'hidden' }).end('thanks')
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

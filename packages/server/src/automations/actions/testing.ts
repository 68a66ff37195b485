import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
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

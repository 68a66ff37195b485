import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Method } from '@millrace/protocol'
import { makeFolder, type Settings } from '@millrace/settings'
import type { Logger } from 'pino'
import { WITHIN } from './accounts/actor.ts'
import type { Clock } from './context.ts'
import { HomeNotWritable } from './errors.ts'
import { createLog } from './log.ts'
import { createParts } from './parts.ts'
import { openContext } from './server-context.ts'

/** One call, as the client package has it. */
export interface EmbeddedRequest {
  readonly method: Method
  /** Below `/api`, with the query string. */
  readonly path: string
  readonly body?: unknown
  /** The body as JSON text already, in place of `body`. */
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** What came of a call. */
export interface EmbeddedResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** Carries calls straight to the handlers in this process; fits the `Transport` of the client package. */
export interface EmbeddedTransport {
  /** The database, as shown to people. */
  readonly address: string
  send(request: EmbeddedRequest): Promise<EmbeddedResponse>
  /** Writes what waits and closes the database. */
  close(): Promise<void>
}

/**
 * Opens the database of `settings` in this process and answers calls without a port. It has no background services: nothing is
 * scheduled and nobody notices a run that died, until a server runs on the same database.
 */
export async function createEmbeddedServer({
  settings,
  log = createLog(settings),
  clock,
}: {
  settings: Settings
  log?: Logger
  /** The time by which states are dated and waited for, in tests; by default the system's. */
  clock?: Clock
}): Promise<EmbeddedTransport> {
  await makeHome(settings.home)
  const context = await openContext({ settings, log, clock })
  const { dispatcher, ingest, auditor } = createParts(context)
  return {
    address: (settings.server.database.connectionUrl ?? '').replace(/\/\/[^@/]*@/, '//'),
    async send({ method, path, body, text: written, headers, signal }) {
      const mark = path.indexOf('?')
      const answer = await dispatcher.dispatch({
        method,
        path: mark === -1 ? path : path.slice(0, mark),
        query: mark === -1 ? '' : path.slice(mark + 1),
        headers: lowerCase(headers),
        // As JSON text, so that caller and server share no object and every check of the wire holds here too.
        body: written ?? (body === undefined ? undefined : JSON.stringify(body)),
        signal: () => signal ?? new AbortController().signal,
        ...WITHIN,
      })
      return {
        status: answer.status,
        headers: answer.headers ?? {},
        body: await received(answer.body),
      }
    },
    async close() {
      await Promise.all([ingest.drain(), auditor.drain()])
      await context.store[Symbol.asyncDispose]()
    },
  }
}

/** The body as a caller on the wire would have it. */
async function received(body: unknown): Promise<unknown> {
  if (body instanceof Readable) return await text(body)
  return body === undefined ? undefined : (JSON.parse(JSON.stringify(body)) as unknown)
}

const lowerCase = (headers: Readonly<Record<string, string>> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

/** Makes the home directory, for its owner alone. Throws `HomeNotWritable`. */
export async function makeHome(home: string): Promise<void> {
  try {
    makeFolder(home)
  } catch (error) {
    throw new HomeNotWritable(home, error)
  }
}

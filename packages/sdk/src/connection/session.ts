import { join } from 'node:path'
import { type Client, createClient } from '@millrace/client'
import type { EventInput, LogCreateInput } from '@millrace/protocol'
import { loadSettings, type Settings } from '@millrace/settings'
import { ambient } from '../context/ambient.ts'
import { type Print, printToConsole } from '../logging/console.ts'
import { type Batcher, createBatcher } from './batcher.ts'
import { fingerprint } from '../identifiers.ts'
import { connect } from './connect.ts'
import { createSpill, type Spill } from './spill.ts'

/** A connection to a server, with what is told to it in the background. */
export interface Session {
  readonly client: Client
  readonly settings: Settings
  readonly events: Batcher<EventInput>
  readonly logs: Batcher<LogCreateInput>
  readonly print: Print
  /** The server's id of a flow; asked for once per name. */
  flowId(name: string): Promise<string>
  /** Resolves when all events and log lines so far are with the server. */
  flush(): Promise<void>
}

const MEGABYTE = 1_000_000
const EVENTS = { batchItems: 250, batchBytes: 2 * MEGABYTE, intervalMs: 100, mostItems: 5000 }
const LOGS = { batchItems: 500, batchBytes: 2 * MEGABYTE, mostItems: 20_000, limit: { items: 100_000, bytes: 50 * MEGABYTE } }
/** Bytes that may wait on disk while the server is away. */
const MOST_UNSENT = 200 * MEGABYTE
/** Bytes of an event or log line beside its own texts. */
const FRAME = 1200

/** Makes a session over a client that somebody else opened and closes. */
export function createSession(client: Client, settings: Settings, print: Print = printToConsole): Session {
  const flowIds = new Map<string, Promise<string>>()
  const events = createBatcher<EventInput>({
    ...EVENTS,
    send: async (items) => await client.events.create({ body: [...items] }),
    sizeOf: ({ resource }) => FRAME + 3 * (resource['prefect.state-message']?.length ?? 0),
    onLoss: warnOfLoss('task run events'),
    ...spillFor<EventInput>(client, settings, 'events', 'task run events'),
  })
  const logs = createBatcher<LogCreateInput>({
    ...LOGS,
    intervalMs: settings.logging.toApi.batchInterval * 1000,
    send: async (items) => void (await client.logs.create({ body: [...items] })),
    sizeOf: ({ message }) => FRAME / 4 + message.length,
    onLoss: warnOfLoss('log lines'),
    ...spillFor<LogCreateInput>(client, settings, 'logs', 'log lines'),
  })
  const session: Session = {
    client,
    settings,
    events,
    logs,
    print,
    flowId(name) {
      const known = flowIds.get(name) ?? client.flows.create({ body: { name } }).then(({ id }) => id)
      flowIds.set(name, known)
      known.catch(() => flowIds.delete(name))
      return known
    },
    async flush() {
      await Promise.all([events.flush(), logs.flush()])
    },
  }
  sessions.set(client, session)
  return session
}

const sessions = new WeakMap<Client, Session>()
const ambientSession = ambient<Session>('no session here')
let own: Promise<Session> | undefined

/** The session that holds here: that of the run around, or the process's own, which is opened when it is first needed. */
export function currentSession(): Promise<Session> | Session {
  return ambientSession.peek() ?? (own ??= openSession())
}

/** Everything `body` runs uses this session. */
export const withSession = <Result>(session: Session, body: () => Result): Result => ambientSession.run(session, body)

/** Makes this the session of the process until disposed of; runs that have begun keep theirs. */
export function useSession(session: Session): Disposable {
  const before = own
  own = Promise.resolve(session)
  return { [Symbol.dispose]: () => void (own = before) }
}

/** The session of a client that somebody else opened; the same one each time. */
export const sessionOf = (client: Client): Session => sessions.get(client) ?? createSession(client, loadSettings())

/**
 * Sends what is waiting and closes the process's own connection; stops an embedded server. The next run opens a new one.
 *
 * Only needed where a process goes on without flows: at its end, it happens by itself.
 */
export async function disconnect(): Promise<void> {
  const opened = own
  own = undefined
  if (opened === undefined) return
  const session = await opened
  await session.flush()
  await session.client.transport.close()
}

async function openSession(): Promise<Session> {
  try {
    const settings = loadSettings()
    const session = createSession(createClient(await connect(settings)), settings)
    process.once('beforeExit', () => void disconnect())
    return session
  } catch (error) {
    own = undefined
    throw error
  }
}

/** Where what cannot be told waits; an embedded server is never away. */
function spillFor<Item>(
  { transport: { address } }: Client,
  { home }: Settings,
  name: string,
  what: string,
): { readonly spill?: Spill<Item>; readonly onSpill?: (kept: number, sent: number) => void } {
  if (!/^https?:/.test(address)) return {}
  const folder = join(home, 'unsent', fingerprint(address, 12))
  return {
    spill: createSpill<Item>({ folder, name, mostBytes: MOST_UNSENT, itemsEach: LOGS.batchItems }),
    onSpill(kept, sent) {
      const text = kept > 0 ? `${kept} ${what} wait in ${folder} until ${address} answers again` : `${sent} ${what} that waited are sent`
      process.stderr.write(`millrace: ${text}\n`)
    },
  }
}

const warnOfLoss =
  (what: string) =>
  (count: number, reason: string): void => {
    process.stderr.write(`millrace: ${count} ${what} could not be told to the server and are lost: ${reason}\n`)
  }

import { join } from 'node:path'
import { createClient, type Client } from '@millrace/client'
import type { EventInput, LogCreateInput } from '@millrace/protocol'
import { loadSettings, type Settings } from '@millrace/settings'
import { type Print, printToConsole } from '../logging/console.ts'
import { createBatcher } from './batcher.ts'
import { fingerprint } from '../identifiers.ts'
import { connect } from './connect.ts'
import type { Session } from './session.ts'
import { createSpill, type Spill } from './spill.ts'

const MEGABYTE = 1_000_000
const EVENTS = { batchItems: 250, batchBytes: 2 * MEGABYTE, intervalMs: 100, mostItems: 2000, itemsEach: 3 }
const LOGS = {
  batchItems: 1000,
  batchBytes: 2 * MEGABYTE,
  mostItems: 20_000,
  itemsEach: 1,
  limit: { items: 100_000, bytes: 50 * MEGABYTE },
}
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

/** The session of a client that somebody else opened; the same one each time. */
export const sessionOf = (client: Client): Session => sessions.get(client) ?? createSession(client, loadSettings())

/** Opens a session with the server that the settings name, that runs on this home, or that is embedded here. */
export async function openSession(): Promise<Session> {
  const settings = loadSettings()
  return createSession(createClient(await connect(settings)), settings)
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

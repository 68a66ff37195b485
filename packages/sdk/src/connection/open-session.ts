import { join } from 'node:path'
import { createClient, sendLogs, type Client } from '@millrace/client'
import type { EventInput } from '@millrace/protocol'
import { loadSettings, type Settings } from '@millrace/settings'
import { type Print, printToConsole } from '../logging/console.ts'
import type { LogText } from '../logging/log-text.ts'
import { createBatcher } from './batcher.ts'
import { fingerprint } from '../identifiers.ts'
import { connect } from './connect.ts'
import type { Session } from './session.ts'
import { createSpill, type Spill, type SpillOptions } from './spill.ts'

const MEGABYTE = 1_000_000
const EVENTS = { batchItems: 250, batchBytes: 2 * MEGABYTE, intervalMs: 100, mostItems: 2000, itemsEach: 3 }
const LOGS = {
  batchItems: 2500,
  batchBytes: 2 * MEGABYTE,
  mostItems: 20_000,
  itemsEach: 1,
  limit: { items: 100_000, bytes: 50 * MEGABYTE },
}
/** Bytes that may wait on disk while the server is away. */
const MOST_UNSENT = 200 * MEGABYTE
/** Bytes of an event beside its own texts. */
const FRAME = 1200

/** Makes a session over a client that somebody else opened and closes. */
export function createSession(client: Client, settings: Settings, print: Print = printToConsole): Session {
  const flowIds = new Map<string, Promise<string>>()
  const events = createBatcher<EventInput>({
    ...EVENTS,
    send: async (items) => await client.events.create({ body: [...items] }),
    sizeOf: ({ resource }) => FRAME + 3 * (resource['prefect.state-message']?.length ?? 0),
    onLoss: warnOfLoss('task run events'),
    ...spillFor<EventInput>(client, settings, {
      name: 'events',
      what: 'task run events',
      toText: (event) => JSON.stringify(event),
      fromText: (line) => JSON.parse(line) as EventInput,
    }),
  })
  const logs = createBatcher<LogText>({
    ...LOGS,
    intervalMs: settings.logging.toApi.batchInterval * 1000,
    send: async (texts) => await sendLogs(client.transport, texts),
    sizeOf: (text) => text.length,
    onLoss: warnOfLoss('log lines'),
    ...spillFor<LogText>(client, settings, { name: 'logs', what: 'log lines', toText: (text) => text, fromText: wholeJson }),
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
  { what, ...kind }: Pick<SpillOptions<Item>, 'name' | 'toText' | 'fromText'> & { readonly what: string },
): { readonly spill?: Spill<Item>; readonly onSpill?: (kept: number, sent: number) => void } {
  if (!/^https?:/.test(address)) return {}
  const folder = join(home, 'unsent', fingerprint(address, 12))
  return {
    spill: createSpill<Item>({ folder, ...kind, mostBytes: MOST_UNSENT, itemsEach: LOGS.batchItems }),
    onSpill(kept, sent) {
      const text = kept > 0 ? `${kept} ${what} wait in ${folder} until ${address} answers again` : `${sent} ${what} that waited are sent`
      process.stderr.write(`millrace: ${text}\n`)
    },
  }
}

function wholeJson(line: string): string {
  JSON.parse(line)
  return line
}

const warnOfLoss =
  (what: string) =>
  (count: number, reason: string): void => {
    process.stderr.write(`millrace: ${count} ${what} could not be told to the server and are lost: ${reason}\n`)
  }

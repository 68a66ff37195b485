import type { Client } from '@millrace/client'
import type { EventInput } from '@millrace/protocol'
import type { Settings } from '@millrace/settings'
import { ambient } from '../context/ambient.ts'
import type { Print } from '../logging/console.ts'
import type { LogText } from '../logging/log-text.ts'
import { areRunsHere } from '../process/runs-here.ts'
import type { Batcher } from './batcher.ts'

/** A connection to a server, with what is told to it in the background. */
export interface Session {
  readonly client: Client
  readonly settings: Settings
  readonly events: Batcher<EventInput>
  readonly logs: Batcher<LogText>
  readonly print: Print
  /** The server's id of a flow; asked for once per name. */
  flowId(name: string): Promise<string>
  /** Resolves when all events and log lines so far are with the server. */
  flush(): Promise<void>
}

const ambientSession = ambient<Session>('no session here')
let own: Promise<Session> | undefined

/** The session that holds here: that of the run around, or the process's own, which is opened when it is first needed. */
export function currentSession(): Promise<Session> | Session {
  return ambientSession.peek() ?? (own ??= openSession())
}

/**
 * The client of the server that runs of this process use, with a typed function for every operation of its API; it is Prefect's
 * `get_client`. Within a run, it is that run's.
 *
 * @throws NoServer when there is none, and none can be embedded.
 */
export const getClient = async (): Promise<Client> => (await currentSession()).client

/** Everything `body` runs uses this session. */
export const withSession = <Result>(session: Session, body: () => Result): Result => ambientSession.run(session, body)

/** Makes this the session of the process until disposed of; runs that have begun keep theirs. */
export function useSession(session: Session): Disposable {
  const before = own
  own = Promise.resolve(session)
  return { [Symbol.dispose]: () => void (own = before) }
}

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

/** Runs that end because nothing is left to do are told first; then the process is idle once more. */
function disconnectAtEnd(): void {
  if (areRunsHere()) return
  process.off('beforeExit', disconnectAtEnd)
  void disconnect()
}

async function openSession(): Promise<Session> {
  try {
    // What talks to a server is loaded when there is something to say.
    const { openSession: open } = await import('./open-session.ts')
    const session = await open()
    process.on('beforeExit', disconnectAtEnd)
    return session
  } catch (error) {
    own = undefined
    throw error
  }
}

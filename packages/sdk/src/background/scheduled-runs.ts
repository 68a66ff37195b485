import { taskRun, type TaskRun } from '@millrace/protocol'
import type { Settings } from '@millrace/settings'
import { describeError, MillraceError } from '../errors.ts'
import type { Logger } from '../logging/run-logger.ts'
import { wait } from '../wait.ts'

/** What is asked for. */
interface Subscription {
  /** The API's address. */
  readonly url: string
  readonly settings: Settings
  readonly taskKeys: readonly string[]
  /** What this process is called; the same after a loss of the connection. */
  readonly clientId: string
  readonly log: Logger
  readonly signal: AbortSignal
  /** Resolves when there is room for one more run. */
  readonly room: () => Promise<void>
  /** Called with each run, once it is acknowledged. */
  readonly begin: (run: TaskRun) => void
}

/** Milliseconds before a lost connection is opened again: the first time, and at most. */
const SOON = 250
const LATER = 10_000

/** The server lets nobody in who shows another token. */
class NotAllowed extends MillraceError {
  override readonly name = 'NotAllowed'
}

/**
 * Takes scheduled task runs off the server's queue, as Prefect 3's task workers do, until the signal aborts. A run that
 * was not acknowledged when the connection is lost goes to another process.
 *
 * @throws NotAllowed when the server does not take the token.
 */
export async function takeScheduledRuns(subscription: Subscription): Promise<void> {
  const { signal, log } = subscription
  for (let pause = SOON; !signal.aborted; pause = Math.min(pause * 2, LATER)) {
    try {
      await listen(subscription, () => (pause = SOON))
    } catch (error) {
      if (error instanceof NotAllowed) throw error
      if (!signal.aborted) log.warn(`The connection for background tasks was lost and is opened again: ${describeError(error)}`)
    }
    await wait(pause * (0.5 + Math.random()), signal).catch(() => undefined)
  }
}

/** Listens until the connection or the signal ends. */
function listen({ url, settings, taskKeys, clientId, signal, room, begin }: Subscription, onOpen: () => void): Promise<void> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/task_runs/subscriptions/scheduled`, ['prefect'])
  const send = (frame: object): void => socket.send(JSON.stringify(frame))
  const close = (): void => socket.close(1000)
  let entered = false
  const receive = async (text: string): Promise<void> => {
    const frame = JSON.parse(text) as { readonly type?: unknown; readonly reason?: unknown }
    if (!entered) {
      if (frame.type !== 'auth_success') {
        throw new NotAllowed(`the server does not let us take background tasks (${String(frame.reason)}); see MILLRACE_API_AUTH_STRING`)
      }
      entered = true
      onOpen()
      return send({ type: 'subscribe', keys: taskKeys, client_id: clientId })
    }
    const run = taskRun.parse(frame)
    // What has no room here may as well go to another process.
    await room()
    if (signal.aborted || socket.readyState !== WebSocket.OPEN) return
    send({ type: 'ack' })
    begin(run)
  }
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', close, { once: true })
    socket.addEventListener('open', () => send({ type: 'auth', token: settings.api.authString ?? settings.api.key ?? null }))
    socket.addEventListener('message', ({ data }: { readonly data: unknown }) => {
      receive(String(data)).catch((error: unknown) => {
        reject(error instanceof Error ? error : new MillraceError(String(error)))
        close()
      })
    })
    socket.addEventListener('error', () => reject(new MillraceError(`no connection to ${url}`)))
    socket.addEventListener('close', ({ code, reason }: CloseEvent) => {
      signal.removeEventListener('abort', close)
      if (signal.aborted) resolve()
      else if (code === 1008) reject(new NotAllowed(`the server closed the connection: ${reason}; see MILLRACE_API_AUTH_STRING`))
      else reject(new MillraceError(`the server closed it with ${code}${reason === '' ? '' : `: ${reason}`}`))
    })
  })
}

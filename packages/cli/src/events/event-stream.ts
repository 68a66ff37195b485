import { addSeconds, type EventFilterInput, type ReceivedEvent, timestampOf } from '@millrace/protocol'
import type { Settings } from '@millrace/settings'
import { CommandFailure } from '../errors.ts'

interface StreamOptions {
  /** The API's address, over HTTP. */
  readonly url: string
  readonly settings: Settings
  /** Which events; its times are the stream's own. */
  readonly filter: EventFilterInput
  readonly signal: AbortSignal
  /** Told when the server listens to the wish, the first time and after each loss of the connection. */
  readonly onLive: () => void
  readonly onLoss: (reason: string) => void
}

/** Milliseconds before a lost connection is opened again: the first time, and at most. */
const SOON = 250
const LATER = 10_000
/** Events may come a little after later ones: by so many seconds what was missed is asked for anew, and as many ids are remembered. */
const OVERLAP_SECONDS = 10
const MOST_REMEMBERED = 10_000
/** Without an end of their own, filters end now (Prefect 3.8). */
const SECONDS_AHEAD = 366 * 86_400

/**
 * The events that happen from now on, each once. A connection that is lost is opened again and what happened meanwhile is asked for, as far
 * as the server goes back (15 minutes, Prefect 3.8).
 *
 * @throws CommandFailure when the first connection fails, or the server does not take the credentials.
 */
export async function* streamEvents(options: StreamOptions): AsyncGenerator<ReceivedEvent> {
  const { signal, onLive, onLoss } = options
  const seen = new Set<string>()
  const started = timestampOf(new Date())
  let wasLive = false
  let lastLive = started
  let pause = SOON
  while (!signal.aborted) {
    const since = wasLive ? addSeconds(lastLive, -OVERLAP_SECONDS) : started
    try {
      for await (const heard of listen(options, { since: since < started ? started : since, backfill: wasLive })) {
        lastLive = timestampOf(new Date())
        if (heard === 'live') {
          wasLive = true
          pause = SOON
          onLive()
        } else if (!seen.has(heard.id)) {
          remember(seen, heard.id)
          yield heard
        }
      }
    } catch (error) {
      if (!wasLive || error instanceof NotAllowed) throw error
      onLoss(error instanceof Error ? error.message : String(error))
    }
    await rest(pause * (0.5 + Math.random()), signal)
    pause = Math.min(pause * 2, LATER)
  }
}

/** The server lets nobody in who shows another token. */
class NotAllowed extends CommandFailure {}

type Heard = 'live' | ReceivedEvent

/** One connection, to its end; what arrives waits until it is asked for. */
async function* listen(
  { url, settings: { api, client }, filter, signal }: StreamOptions,
  { since, backfill }: { readonly since: string; readonly backfill: boolean },
): AsyncGenerator<Heard> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/events/out`, { protocols: ['prefect'], headers: client.customHeaders })
  const arrived: Heard[] = []
  let end: Error | 'ended' | undefined
  let wake = (): void => undefined
  const finish = (how: Error | 'ended'): void => {
    end ??= how
    wake()
  }
  const close = (): void => {
    finish('ended')
    socket.close(1000)
  }
  socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'auth', token: api.authString ?? api.key ?? null })))
  socket.addEventListener('message', ({ data }) => {
    const frame = JSON.parse(String(data)) as { readonly type?: unknown; readonly reason?: unknown; readonly event?: ReceivedEvent }
    if (frame.type === 'auth_failure') return finish(new NotAllowed(refusal(String(frame.reason))))
    if (frame.type === 'auth_success') {
      const occurred = { since, until: addSeconds(timestampOf(new Date()), SECONDS_AHEAD) }
      socket.send(JSON.stringify({ type: 'filter', filter: { ...filter, occurred }, backfill }))
      arrived.push('live')
    } else if (frame.type === 'event' && frame.event !== undefined) arrived.push(frame.event)
    wake()
  })
  socket.addEventListener('error', () => finish(new CommandFailure(`no connection for events to ${url}`)))
  socket.addEventListener('close', ({ code, reason }) => {
    const because = reason === '' ? '' : `: ${reason}`
    finish(
      code === 1008 ? new NotAllowed(refusal(reason)) : new CommandFailure(`the server closed the stream of events with ${code}${because}`),
    )
  })
  signal.addEventListener('abort', close, { once: true })
  try {
    for (;;) {
      yield* arrived.splice(0)
      if (end === 'ended') return
      if (end !== undefined) throw end
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  } finally {
    signal.removeEventListener('abort', close)
    socket.close(1000)
  }
}

const refusal = (reason: string): string =>
  `the server does not let us listen to events (${reason}); set MILLRACE_API_AUTH_STRING or MILLRACE_API_KEY`

function remember(seen: Set<string>, id: string): void {
  seen.add(id)
  const [oldest] = seen
  if (seen.size > MOST_REMEMBERED && oldest !== undefined) seen.delete(oldest)
}

const rest = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })

import { hasSessionEnded, onSession } from '../access/session-end.ts'
import { serverTime } from '../time/server-clock.ts'

/**
 * How things stand: `live` once the server listens to our wish; `opening` until then, `waiting` where it was not there; `idle` where nobody
 * asks or looks.
 */
export type StreamStatus = 'idle' | 'opening' | 'waiting' | 'live'

interface StreamOptions<Item> {
  /** Path of the socket below the API, such as `events/out`. */
  readonly url: string
  /** What one frame of the server carries; undefined for a frame that is none of ours. */
  readonly read: (frame: Readonly<Record<string, unknown>>) => Item | undefined
  /** What came since the last call, in the order in which it came: once a frame of the screen at most. */
  readonly onItems: (items: readonly Item[]) => void
  readonly onStatus: (status: StreamStatus) => void
  /** The socket is open again after it was not: what happened meanwhile is to be asked for. */
  readonly onGap: () => void
}

/** Milliseconds: between two tries, which double up to the longest; and after which a tab that nobody sees gives its socket back. */
const FIRST_WAIT = 500
const LONGEST_WAIT = 30_000
const UNSEEN = 60_000
/** Items that may wait for a frame of the screen before they are handed on without one, as in a tab that is not painted. */
const MOST_HELD = 2000

/** A websocket of the server that is opened again when it breaks, and closed while nobody looks. */
export interface Stream {
  /** Asks for what fits this filter from now on; undefined asks for nothing and closes the socket. */
  readonly wish: (filter: object | undefined) => void
  readonly close: () => void
}

/** Opens nothing until something is wished for. */
export function openStream<Item>({ url, read, onItems, onStatus, onGap }: StreamOptions<Item>): Stream {
  let filter: object | undefined
  let socket: WebSocket | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let unseen: ReturnType<typeof setTimeout> | undefined
  let frame: number | undefined
  let tries = 0
  let wasLive = false
  let held: Item[] = []
  // What is on the screen was asked for from then on: the first page's answers may be there before its scripts are.
  let askedAt = performance.timeOrigin

  const flush = (): void => {
    if (frame !== undefined) cancelAnimationFrame(frame)
    frame = undefined
    const items = held
    held = []
    if (items.length > 0) onItems(items)
  }

  const drop = (): void => {
    clearTimeout(retry)
    retry = undefined
    const old = socket
    socket = undefined
    old?.close()
  }

  const connect = (): void => {
    drop()
    if (filter === undefined) return onStatus('idle')
    onStatus(tries === 0 ? 'opening' : 'waiting')
    const opened = new WebSocket(url, 'prefect')
    socket = opened
    opened.addEventListener('open', () => opened.send(JSON.stringify({ type: 'auth', token: null })))
    opened.addEventListener('message', ({ data }: MessageEvent<string>) => {
      if (socket !== opened) return
      const said = JSON.parse(data) as Readonly<Record<string, unknown>>
      if (said['type'] === 'auth_success') {
        // Prefect's server knows nothing of what was missed; ours tells of it.
        const missed_since = new Date(serverTime(askedAt)).toISOString()
        opened.send(JSON.stringify({ type: 'filter', filter, backfill: false, missed_since }))
        tries = 0
        onStatus('live')
        if (wasLive) onGap()
        wasLive = true
        return
      }
      const item = read(said)
      if (item === undefined) return
      held.push(item)
      if (held.length >= MOST_HELD) flush()
      else frame ??= requestAnimationFrame(flush)
    })
    opened.addEventListener('close', () => {
      if (socket !== opened) return
      socket = undefined
      onStatus('waiting')
      // Who is signed out is let in nowhere: it is opened again once they have signed in.
      if (hasSessionEnded()) return
      const wait = Math.min(FIRST_WAIT * 2 ** tries, LONGEST_WAIT) * (0.5 + Math.random())
      tries += 1
      retry = setTimeout(connect, wait)
    })
  }

  const look = (): void => {
    clearTimeout(unseen)
    if (document.hidden) {
      unseen = setTimeout(() => {
        drop()
        onStatus('idle')
      }, UNSEEN)
    } else if (filter !== undefined && socket === undefined) connect()
  }
  document.addEventListener('visibilitychange', look)
  const unwatch = onSession(() => {
    if (hasSessionEnded() || filter === undefined || document.hidden) return
    tries = 0
    connect()
  })

  return {
    wish(next) {
      if (JSON.stringify(next) === JSON.stringify(filter)) return
      if (filter !== undefined) askedAt = Date.now()
      filter = next
      tries = 0
      connect()
    },
    close() {
      document.removeEventListener('visibilitychange', look)
      unwatch()
      clearTimeout(unseen)
      filter = undefined
      drop()
      flush()
    },
  }
}

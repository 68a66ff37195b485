import type { WebSocket } from 'ws'
import type { Actor } from '../accounts/actor.ts'

/** Seconds within which the first frame must come. */
const PATIENCE_MS = 10_000
/** Bytes that may wait for a reader before it is let go. */
const MOST_UNREAD = 4 * 1_048_576
/** Frames and pings that may wait for us before the socket is paused. */
const MOST_WAITING = 1000

/** Close codes of RFC 6455. */
export const CLOSE = { protocol: 1002, policy: 1008, restart: 1012, later: 1013 } as const

/** What came over a socket, in order. */
export type Arrival = { readonly kind: 'frame'; readonly text: string | undefined } | { readonly kind: 'ping'; readonly data: Buffer }

/**
 * A socket whose frames and pings are read one after the other. Pings are not answered by themselves: whoever reads decides
 * when what came before them is safe.
 */
export class SocketReader {
  readonly socket: WebSocket
  readonly #arrivals: Arrival[] = []
  #wake: (() => void) | undefined
  #closed = false
  #closeCode: number | undefined

  constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data: Buffer, isBinary: boolean) =>
      this.#arrive({ kind: 'frame', text: isBinary ? undefined : data.toString('utf8') }),
    )
    socket.on('ping', (data: Buffer) => this.#arrive({ kind: 'ping', data }))
    socket.on('close', (code: number) => {
      this.#closed = true
      this.#closeCode = code
      this.#wake?.()
    })
  }

  get isClosed(): boolean {
    return this.#closed
  }

  /** The code with which the socket was closed, by whoever closed it; undefined while it is open. */
  get closeCode(): number | undefined {
    return this.#closeCode
  }

  /** All that has come and was not taken yet, waiting for something; empty once the socket is closed. */
  async take(): Promise<Arrival[]> {
    while (this.#arrivals.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    const taken = this.#arrivals.splice(0)
    if (this.socket.isPaused) this.socket.resume()
    return taken
  }

  /** The next frame, pings before it answered; `undefined` after ten seconds or when the socket is closed. */
  async firstFrame(): Promise<Arrival | undefined> {
    const timer = setTimeout(() => this.socket.close(CLOSE.policy, 'No frame came within 10 seconds'), PATIENCE_MS)
    try {
      while (!this.#closed) {
        const next = this.#arrivals.shift()
        if (next?.kind === 'frame') return next
        if (next?.kind === 'ping') this.socket.pong(next.data)
        else await this.#nextArrival()
      }
      return undefined
    } finally {
      clearTimeout(timer)
    }
  }

  async #nextArrival(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
  }

  #arrive(arrival: Arrival): void {
    this.#arrivals.push(arrival)
    if (this.#arrivals.length >= MOST_WAITING && !this.socket.isPaused) this.socket.pause()
    this.#wake?.()
  }
}

const silent = new WeakSet<WebSocket>()

/** Ends a socket whose other end answers no pings. */
export function endSilent(socket: WebSocket): void {
  silent.add(socket)
  socket.terminate()
}

/** True for a socket that was ended since its other end answered no pings: nothing says that there is nobody any more. */
export const fellSilent = (socket: WebSocket): boolean => silent.has(socket)

/** Sends a frame, or lets a reader go who is too far behind; false once the socket is not open. */
export function sendFrame(socket: WebSocket, frame: unknown): boolean {
  if (socket.readyState !== socket.OPEN) return false
  if (socket.bufferedAmount > MOST_UNREAD) {
    socket.close(CLOSE.later, 'The reader is too slow; connect again to go on')
    return false
  }
  socket.send(JSON.stringify(frame))
  return true
}

/** How a socket is opened. */
interface Opening {
  /** Who opens it, as far as that is known without its first frame: from the cookie, or as no credentials are asked for. */
  readonly known: Actor | undefined
  /** Who has the token of the first frame. */
  readonly find: (token: string) => Actor | undefined | Promise<Actor | undefined>
  readonly onWrongToken: () => void
  /** With what the socket is closed, or else with what is wrong. */
  readonly reason: string | undefined
}

/**
 * The opening that Prefect's clients expect: with the subprotocol `prefect` an `auth` frame, answered by `auth_success`; without it
 * nothing at all, which is refused when credentials are asked for. Undefined when the socket was closed. `permits` looks at who was found
 * before they are told that they are admitted, and closes the socket if it says no.
 */
export async function admit(
  reader: SocketReader,
  { known, find, onWrongToken, reason }: Opening,
  permits: (actor: Actor) => boolean = () => true,
): Promise<Actor | undefined> {
  const { socket } = reader
  if (socket.protocol !== 'prefect') {
    if (known !== undefined) return permits(known) ? known : undefined
    socket.close(CLOSE.protocol, "'prefect' subprotocol required when auth is configured")
    return undefined
  }
  const first = await reader.firstFrame()
  if (first?.kind !== 'frame') return undefined
  const frame = parseFrame(first.text)
  const refuse = (problem: string): undefined => socket.close(CLOSE.policy, reason ?? problem) as undefined
  if (frame?.['type'] !== 'auth') return refuse("Expected 'auth' message")
  const actor = known ?? (await actorOf(frame['token'], find))
  if (actor === undefined) return refuse('Auth required but no token provided')
  if (actor === WRONG) {
    onWrongToken()
    return refuse('Invalid token')
  }
  if (!permits(actor)) return undefined
  return sendFrame(socket, { type: 'auth_success' }) ? actor : undefined
}

const WRONG = Symbol('a token of nobody')

const actorOf = async (token: unknown, find: Opening['find']): Promise<Actor | undefined | typeof WRONG> =>
  typeof token === 'string' && token !== '' ? ((await find(token)) ?? WRONG) : undefined

/** A frame's JSON object; `undefined` for anything else. */
export function parseFrame(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

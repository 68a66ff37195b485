import type { Json } from '../conversation.ts'

/** What came over one socket: its frames, and with what it was closed by the other side. */
export interface SocketOutcome {
  readonly frames: readonly Json[]
  /** Undefined where we closed it, having seen all that was to come. */
  readonly closed: { readonly code: number; readonly reason: string } | undefined
}

/** A frame to send, text as it is and anything else as JSON, and how many frames are to come for it. */
export interface SocketFrame {
  readonly send: unknown
  readonly answers: number
}

interface Said {
  readonly subprotocol?: string
  /** Sent one after the other, the next one after the answers to the last. */
  readonly frames: readonly SocketFrame[]
  /** What one more frame tells of. Whether the other side listens already, nobody says: it is done until it is heard of. */
  readonly meanwhile?: (() => Promise<void>) | undefined
}

/** For a frame after which nothing is to come but the end. */
export const CLOSES = Number.POSITIVE_INFINITY

/** Longest wait for a frame that is expected, or for the socket to be closed. */
const LONGEST_MS = 10_000
/** Between two attempts at being heard. */
const BETWEEN_MS = 1000
const ATTEMPTS = 20

/** Opens a socket, says something, and answers what came: as many frames as are expected, or fewer where it was closed before. */
export async function sayOver(url: string, { subprotocol = 'prefect', frames, meanwhile }: Said): Promise<SocketOutcome> {
  const socket = new ListeningSocket(url, subprotocol)
  await socket.opened()
  let expected = 0
  for (const { send, answers } of frames) {
    socket.send(send)
    expected += answers
    await socket.until(expected)
  }
  if (meanwhile === undefined) return socket.end(expected)
  expected += 1
  for (let tries = 0; tries < ATTEMPTS && !socket.has(expected); tries += 1) {
    await meanwhile()
    await socket.until(expected, BETWEEN_MS)
  }
  return socket.end(expected)
}

/** A socket that keeps what it hears. */
class ListeningSocket {
  readonly #socket: WebSocket
  readonly #frames: Json[] = []
  #closed: SocketOutcome['closed']
  #wake: () => void = () => undefined

  constructor(url: string, subprotocol: string) {
    this.#socket = new WebSocket(url.replace(/^http/, 'ws'), subprotocol === '' ? [] : [subprotocol])
    this.#socket.addEventListener('open', () => this.#wake())
    this.#socket.addEventListener('message', ({ data }) => {
      this.#frames.push(JSON.parse(String(data)) as Json)
      this.#wake()
    })
    this.#socket.addEventListener('close', ({ code, reason }) => {
      this.#closed = { code, reason }
      this.#wake()
    })
  }

  send(frame: unknown): void {
    if (this.#closed === undefined) this.#socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  }

  /** True when there is nothing to wait for: so many frames have come, or the socket is closed. */
  has(frames: number): boolean {
    return this.#closed !== undefined || this.#frames.length >= frames
  }

  opened(): Promise<void> {
    return this.#wait(() => this.#closed !== undefined || this.#socket.readyState !== WebSocket.CONNECTING, LONGEST_MS)
  }

  until(frames: number, longest = LONGEST_MS): Promise<void> {
    return this.#wait(() => this.has(frames), longest)
  }

  /** Closes it; what was expected of it. */
  end(expected: number): SocketOutcome {
    const outcome = { frames: this.#frames.slice(0, expected), closed: this.#closed }
    this.#socket.close()
    return outcome
  }

  async #wait(reached: () => boolean, longest: number): Promise<void> {
    const end = Date.now() + longest
    while (!reached() && Date.now() < end) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        setTimeout(resolve, end - Date.now()).unref()
      })
    }
  }
}

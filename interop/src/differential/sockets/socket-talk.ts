import type { Json } from '../conversation.ts'

/** What came over one socket: its frames, and with what it was closed by the other side. */
export interface SocketOutcome {
  readonly frames: readonly Json[]
  /** Undefined where we closed it, having seen all that was to come. */
  readonly closed: { readonly code: number; readonly reason: string } | undefined
}

interface Said {
  readonly subprotocol?: string
  /** Sent one after the other: text as it is, anything else as JSON; the next one after the answers to the last. */
  readonly frames: readonly { readonly send: unknown; readonly answers: number }[]
}

/** Longest wait for a frame that is expected, or for the socket to be closed. */
const LONGEST_MS = 10_000
/** Between two attempts at being heard. */
const BETWEEN_MS = 1000

/** Opens a socket, says something, and answers what came: as many frames as are expected, or fewer where it was closed before. */
export async function sayOver(
  url: string,
  { subprotocol = 'prefect', frames: said }: Said,
  meanwhile?: () => Promise<void>,
): Promise<SocketOutcome> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), subprotocol === '' ? [] : [subprotocol])
  const frames: Json[] = []
  let closed: SocketOutcome['closed']
  let wake: () => void = () => undefined
  socket.addEventListener('message', ({ data }) => {
    frames.push(JSON.parse(String(data)) as Json)
    wake()
  })
  socket.addEventListener('close', ({ code, reason }) => {
    closed = { code, reason }
    wake()
  })
  const until = async (reached: () => boolean, longest = LONGEST_MS): Promise<void> => {
    const end = Date.now() + longest
    while (!reached() && closed === undefined && Date.now() < end) {
      await new Promise<void>((resolve) => {
        wake = resolve
        setTimeout(resolve, end - Date.now()).unref()
      })
    }
  }
  socket.addEventListener('open', () => wake())
  await until(() => socket.readyState !== WebSocket.CONNECTING)
  let expected = 0
  for (const { send, answers } of said) {
    if (closed !== undefined) break
    socket.send(typeof send === 'string' ? send : JSON.stringify(send))
    expected += answers
    await until(() => frames.length >= expected && answers !== CLOSES)
  }
  // Whether the other side listens already, nobody says: what happens meanwhile happens until it is heard of.
  while (meanwhile !== undefined && closed === undefined && frames.length <= expected) {
    await meanwhile()
    await until(() => frames.length > expected, BETWEEN_MS)
  }
  const outcome = { frames: meanwhile === undefined ? frames : frames.slice(0, expected + 1), closed }
  socket.close()
  return outcome
}

/** For a frame after which nothing is to come but the end. */
export const CLOSES = Number.POSITIVE_INFINITY

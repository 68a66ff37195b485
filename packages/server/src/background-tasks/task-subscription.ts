import { z } from 'zod'
import { type SocketReader, CLOSE, fellSilent, parseFrame, sendFrame } from '../http/socket.ts'
import type { TaskDispatcher, TaskSession } from './task-dispatcher.ts'

/** What Prefect closes a subscription with that does not keep to the protocol. */
const VIOLATION = 4001
/** Task keys of one worker; more are asked for by several. */
const MOST_KEYS = 1000

const subscribe = z.object({ keys: z.array(z.string().min(1)).min(1).max(MOST_KEYS), client_id: z.string().min(1).max(1024) })

/**
 * Serves a worker of background tasks until it goes: one task run at a time, the next one when the last was acknowledged. A task run
 * whose receipt does not come is first in line again.
 */
export async function serveTaskWorker(reader: SocketReader, dispatcher: TaskDispatcher): Promise<void> {
  const subscription = await readSubscription(reader)
  if (subscription === undefined) return
  const session = await dispatcher.open(subscription.client_id, subscription.keys)
  const closed = new AbortController()
  reader.socket.on('close', () => closed.abort())
  if (reader.isClosed) closed.abort()
  try {
    const frames = new Frames(reader)
    await Promise.all([frames.receive(), handOn(reader, session, frames, closed.signal)])
  } finally {
    await session.end(reader.closeCode !== CLOSE.restart && !fellSilent(reader.socket))
  }
}

async function readSubscription(reader: SocketReader): Promise<z.infer<typeof subscribe> | undefined> {
  const first = await reader.firstFrame()
  if (first?.kind !== 'frame') return undefined
  const frame = parseFrame(first.text)
  if (frame?.['type'] !== 'subscribe') return violated(reader, 'subscribe', false)
  const subscription = subscribe.safeParse(frame)
  if (subscription.success) return subscription.data
  return violated(reader, subscription.error.issues[0]?.path[0] === 'keys' ? 'keys' : 'client_id', true)
}

function violated({ socket }: SocketReader, what: string, within: boolean): undefined {
  socket.close(VIOLATION, `Protocol violation: expected '${what}' ${within ? 'in subscribe message' : 'message'}`)
  return undefined
}

/** Sends task runs one by one until the socket closes. */
async function handOn(reader: SocketReader, session: TaskSession, frames: Frames, closed: AbortSignal): Promise<void> {
  for (;;) {
    const run = await session.next(closed)
    if (run === undefined) return
    const receipt = sendFrame(reader.socket, run) ? await frames.next() : undefined
    if (receipt === 'ack') {
      await session.acknowledge(run.id)
      continue
    }
    await session.giveBack(run.id)
    if (receipt === 'quit') reader.socket.close(1000)
    else if (receipt !== undefined) reader.socket.close(VIOLATION, "Protocol violation: expected 'ack' message")
    return
  }
}

/** The types of the frames of a socket, while its pings are answered. */
class Frames {
  readonly #reader: SocketReader
  #expected: ((type: string | undefined) => void) | undefined

  constructor(reader: SocketReader) {
    this.#reader = reader
  }

  /** The type of the next frame; undefined once the socket is closed. */
  next(): Promise<string | undefined> {
    if (this.#reader.isClosed) return Promise.resolve(undefined)
    return new Promise((resolve) => {
      this.#expected = resolve
    })
  }

  /** Reads until the socket closes. A frame that nobody expects is passed over, but for a farewell. */
  async receive(): Promise<void> {
    while (!this.#reader.isClosed) {
      for (const arrival of await this.#reader.take()) {
        if (arrival.kind === 'ping') this.#reader.socket.pong(arrival.data)
        else this.#take(parseFrame(arrival.text)?.['type'])
      }
    }
    this.#expected?.(undefined)
  }

  #take(given: unknown): void {
    const type = typeof given === 'string' ? given : ''
    const expected = this.#expected
    this.#expected = undefined
    if (expected !== undefined) expected(type)
    else if (type === 'quit') this.#reader.socket.close(1000)
  }
}

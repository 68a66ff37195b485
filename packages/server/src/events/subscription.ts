import { timestamp, type Timestamp } from '@millrace/protocol'
import type { z } from 'zod'
import { CLOSE, parseFrame, type SocketReader } from '../http/socket.ts'

/** What the first frame of an outgoing stream asks for. */
export interface Subscription<Filter> {
  readonly filter: Filter
  readonly backfill: boolean
  /** Without a backfill: from when on it has to be told what happened before it listened. Millrace's own. */
  readonly missedSince: Timestamp | undefined
}

/** Reads the `filter` frame with which a listener begins; closes the socket and answers `undefined` when it is none. */
export async function readSubscription<Filter>(reader: SocketReader, schema: z.ZodType<Filter>): Promise<Subscription<Filter> | undefined> {
  const first = await reader.firstFrame()
  if (first?.kind !== 'frame') return undefined
  const frame = parseFrame(first.text)
  if (frame?.['type'] !== 'filter') {
    reader.socket.close(CLOSE.protocol, "Expected 'filter' message")
    return undefined
  }
  const filter = schema.safeParse(frame['filter'])
  const missedSince = timestamp.safeParse(frame['missed_since']).data
  if (filter.success) return { filter: filter.data, backfill: frame['backfill'] !== false, missedSince }
  const [issue] = filter.error.issues
  reader.socket.close(CLOSE.protocol, reasonOf(`Invalid filter: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`))
  return undefined
}

/** A close reason has at most 123 bytes. */
const reasonOf = (text: string): string =>
  Buffer.from(text)
    .subarray(0, 120)
    .toString('utf8')
    .replace(/\uFFFD$/, '')

/** Answers pings and passes over frames until the socket closes. */
export async function answerPings(reader: SocketReader): Promise<void> {
  while (!reader.isClosed) {
    for (const arrival of await reader.take()) if (arrival.kind === 'ping') reader.socket.pong(arrival.data)
  }
}

import { type Event, event } from '@millrace/protocol'
import type { Logger } from 'pino'
import { IntegrityError } from '../store/errors.ts'
import { readJson } from '../http/json-body.ts'
import { CLOSE, type SocketReader } from '../http/socket.ts'
import type { EventIngest } from './ingest.ts'

/**
 * Takes events from a socket until it closes. A ping is answered once every event before it is committed: Prefect's clients take
 * the pong as the receipt and send again what had none. A frame that is no event is counted, logged and passed over.
 */
export async function receiveEvents(reader: SocketReader, ingest: EventIngest, log: Logger): Promise<void> {
  const { socket } = reader
  const outstanding = new Outstanding(log)
  let malformed = 0
  while (!reader.isClosed) {
    await ingest.room()
    for (const arrival of await reader.take()) {
      if (arrival.kind === 'frame') {
        const told = parseEvent(arrival.text)
        if ('event' in told) outstanding.add(ingest.submit([told.event]))
        else log.warn({ malformed: (malformed += 1), reason: told.reason }, 'a frame on /events/in is no event and was left out')
      } else if (await outstanding.settle()) socket.pong(arrival.data)
      else return socket.close(CLOSE.later, 'Events could not be stored; send them again')
    }
  }
  await outstanding.settle()
}

/** What was submitted and is not known to be stored yet. */
class Outstanding {
  readonly #log: Logger
  #promises: Promise<boolean>[] = []

  constructor(log: Logger) {
    this.#log = log
  }

  add(stored: Promise<void>): void {
    this.#promises.push(
      stored.then(
        () => true,
        (error: unknown) => this.#isPoison(error),
      ),
    )
  }

  /** True when everything submitted is stored, or will never be whatever the client does. */
  async settle(): Promise<boolean> {
    const results = await Promise.all(this.#promises.splice(0))
    return results.every(Boolean)
  }

  /** An event that no repetition makes storable is set aside; when it is the database that fails, the client must send again. */
  #isPoison(error: unknown): boolean {
    const poison = error instanceof IntegrityError || error instanceof TypeError
    this.#log.error({ err: error }, poison ? 'an event cannot be stored and was left out' : 'events could not be stored')
    return poison
  }
}

function parseEvent(text: string | undefined): { event: Event } | { reason: string } {
  try {
    const result = event.safeParse(readJson(text))
    if (result.success) return { event: result.data }
    const [issue] = result.error.issues
    return { reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}` }
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) }
  }
}

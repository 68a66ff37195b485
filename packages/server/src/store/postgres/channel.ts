import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import type { Channel } from '../store.ts'

const NAME = 'millrace'
/** Bytes of one notice; Postgres takes less than 8000. */
const MOST_BYTES = 7800
/** Bytes that wait for the database; what comes on top is dropped, as these are hints. */
const MOST_WAITING = 8_000_000
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 15_000

const NOTIFY = { name: 'notify', text: `select pg_notify('${NAME}', piece) from unnest($1::text[]) as piece` }

/** LISTEN and NOTIFY on a connection of its own, which is made again when it breaks. */
export class PostgresChannel implements Channel {
  readonly #connection: string
  readonly #hear: (text: string) => void
  readonly #from = randomBytes(6).toString('hex')
  /** What has come so far of a text in pieces, by who sends it. */
  readonly #begun = new Map<string, string>()
  #client: Client | undefined
  #waiting: string[] = []
  #waitingBytes = 0
  #sent = 0
  #sending = false
  #pauseMs = FIRST_PAUSE_MS
  #timer: NodeJS.Timeout | undefined
  #isOpen = true

  constructor(connection: string, hear: (text: string) => void) {
    this.#connection = connection
    this.#hear = hear
    void this.#connect()
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  send(text: string): void {
    if (!this.#isOpen) return
    const pieces = piecesOf(text)
    for (const [index, piece] of pieces.entries()) {
      // The number makes each its own: of equal notices of one transaction, Postgres delivers one.
      const [start, end] = [index === 0 ? 'first' : 'more', index === pieces.length - 1 ? 'last' : 'more']
      this.#waiting.push(`${this.#from} ${(this.#sent += 1)} ${start} ${end} ${piece}`)
      this.#waitingBytes += piece.length
    }
    while (this.#waitingBytes > MOST_WAITING) this.#waitingBytes -= this.#waiting.shift()?.length ?? this.#waitingBytes
    void this.#flush()
  }

  async close(): Promise<void> {
    await this.#flush()
    this.#isOpen = false
    clearTimeout(this.#timer)
    await this.#client?.end().catch(() => undefined)
  }

  async #connect(): Promise<void> {
    const client = new Client({ connectionString: this.#connection, application_name: 'millrace channel' })
    let isLost = false
    const lose = (): void => {
      if (isLost) return
      isLost = true
      this.#client = undefined
      this.#begun.clear()
      client.end().catch(() => undefined)
      if (this.#isOpen) this.#connectLater()
    }
    client.on('error', lose)
    client.on('end', lose)
    client.on('notification', ({ payload = '' }) => this.#receive(payload))
    try {
      await client.connect()
      await client.query(`listen ${NAME}`)
    } catch {
      return lose()
    }
    if (!this.#isOpen) return void client.end().catch(() => undefined)
    this.#pauseMs = FIRST_PAUSE_MS
    this.#client = client
    await this.#flush()
  }

  #connectLater(): void {
    this.#timer = setTimeout(() => void this.#connect(), this.#pauseMs)
    this.#timer.unref()
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS)
  }

  /** What fails to go is not sent again: by the time there is a connection, those who waited have looked for themselves. */
  async #flush(): Promise<void> {
    if (this.#sending) return
    this.#sending = true
    while (this.#client !== undefined && this.#waiting.length > 0) {
      const pieces = this.#waiting
      this.#waiting = []
      this.#waitingBytes = 0
      await this.#client.query({ ...NOTIFY, values: [pieces] }).catch(() => undefined)
    }
    this.#sending = false
  }

  #receive(payload: string): void {
    const [, from = '', first, last, piece = ''] = /^(\S+) \d+ (\S+) (\S+) ([^]*)$/.exec(payload) ?? []
    if (from === this.#from) return
    const text = (first === 'first' ? '' : this.#begun.get(from)) ?? ''
    this.#begun.delete(from)
    if (last !== 'last') this.#begun.set(from, text + piece)
    else this.#hear(text + piece)
  }
}

/** The text in pieces that are short enough, none of which ends within a character. */
function piecesOf(text: string): string[] {
  const bytes = Buffer.from(text)
  const pieces: string[] = []
  for (let start = 0; start < bytes.length || pieces.length === 0;) {
    let end = Math.min(start + MOST_BYTES, bytes.length)
    // 10xxxxxx: a character goes on.
    while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
    pieces.push(bytes.toString('utf8', start, end))
    start = end
  }
  return pieces
}

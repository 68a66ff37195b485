import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { WebSocket } from 'ws'

/** A websocket on which a client tells of events, as Prefect's: a ping after some, whose pong is the receipt. */
export class EventSocket implements Disposable {
  readonly #socket: WebSocket

  private constructor(socket: WebSocket) {
    this.#socket = socket
  }

  static async open(url: string): Promise<EventSocket> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/events/in`)
    await once(socket, 'open')
    return new EventSocket(socket)
  }

  send(event: object): void {
    this.#socket.send(JSON.stringify(event))
  }

  /** Resolves once the server has answered for all that was sent. */
  async receipt(): Promise<void> {
    const pong = once(this.#socket, 'pong')
    this.#socket.ping()
    await pong
  }

  [Symbol.dispose](): void {
    this.#socket.close()
  }
}

/** A uuid of version 7: its first 48 bits are the time. */
export function newId(): string {
  const time = Date.now().toString(16).padStart(12, '0')
  const random = randomBytes(10).toString('hex')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6, 18)}`
}

import type { Right } from '@millrace/protocol'
import type { WebSocket } from 'ws'
import { CLOSE } from '../http/socket.ts'
import type { Access } from './access.ts'
import type { Actor } from './actor.ts'

/** Milliseconds between two looks: with the two seconds that credentials are known, a socket outlives them for less than five. */
const LOOK_MS = 2000

interface Held {
  readonly needs: Right
  /** Who has the credentials by which the socket was opened, now. */
  readonly again: () => Actor | undefined | Promise<Actor | undefined>
}

/** Closes sockets whose session has ended, whose key was revoked, or whose user may no longer do what they are for. */
export class HeldSockets {
  readonly #held = new Map<WebSocket, Held>()
  #timer: NodeJS.Timeout | undefined

  constructor({ credentials }: Access) {
    credentials.onChange(() => void this.#look())
  }

  hold(socket: WebSocket, needs: Right, again: Held['again']): void {
    this.#timer ??= setInterval(() => void this.#look(), LOOK_MS).unref()
    this.#held.set(socket, { needs, again })
    socket.once('close', () => this.#held.delete(socket))
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async #look(): Promise<void> {
    for (const [socket, { needs, again }] of this.#held) {
      const actor = await holding(again)
      if (actor === 'unknown' || actor?.rights.has(needs) === true) continue
      this.#held.delete(socket)
      socket.close(CLOSE.policy, 'The session or key has ended')
    }
  }
}

/** While the database does not answer, nobody knows: what was open stays so. */
async function holding(again: Held['again']): Promise<Actor | undefined | 'unknown'> {
  try {
    return await again()
  } catch {
    return 'unknown'
  }
}

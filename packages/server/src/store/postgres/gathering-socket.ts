import { Socket } from 'node:net'

/** A socket that sends together what is written at one turn of the event loop: a system call for all statements issued together. */
export class GatheringSocket extends Socket {
  #gathering = false

  override cork(): void {
    super.cork()
    if (this.#gathering) return
    this.#gathering = true
    super.cork()
    process.nextTick(() => {
      this.#gathering = false
      this.uncork()
    })
  }
}

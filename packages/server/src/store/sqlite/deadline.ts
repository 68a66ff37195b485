/** A limit on how long the writes of a group may hold the transaction; only one that waits for something else than its queries meets it. */
export class Deadline {
  readonly #milliseconds: number
  /** Kept from group to group: a timer that is set anew costs far less than a new one. */
  #timer: NodeJS.Timeout | undefined
  #refuse: ((error: Error) => void) | undefined

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds
  }

  /** A group begins. */
  start(): void {
    if (this.#timer === undefined) this.#timer = setTimeout(() => this.#pass(), this.#milliseconds)
    else this.#timer.refresh().ref()
  }

  /** The group has ended. */
  end(): void {
    this.#refuse = undefined
    // Left to run out: nobody is refused by then, and it keeps no process from ending.
    this.#timer?.unref()
  }

  /** What `work` comes to, or an error if the time is over before. */
  within<Result>(work: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#refuse = reject
      work().then(resolve, reject)
    })
  }

  #pass(): void {
    this.#refuse?.(
      new Error(`a write was not done after ${this.#milliseconds} ms and was taken back: inside of it, await nothing but its own queries`),
    )
  }
}

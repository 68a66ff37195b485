import type { Answer } from './client.ts'

/** What was seen of one server in one round. */
export class Tally {
  /** What was done. */
  operations = 0
  /** Answers of 503, which clients have to repeat. */
  busy = 0
  /** Any other answer, or none. */
  failed = 0
  /** Milliseconds of each good answer. */
  readonly latencies: number[] = []

  /** Makes a call that does `operations`; the answer's text, or undefined when it was none to go on with. */
  async count(call: () => Promise<Answer>, operations = 1): Promise<string | undefined> {
    const began = performance.now()
    const answer = await call().catch(() => undefined)
    if (answer?.status === 201 || answer?.status === 200) {
      this.operations += operations
      this.latencies.push(performance.now() - began)
      return answer.text
    }
    if (answer?.status === 503) this.busy += 1
    else this.failed += 1
    return undefined
  }
}

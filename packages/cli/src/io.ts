import { createInterface } from 'node:readline/promises'
import { text as textOf } from 'node:stream/consumers'
import { type Prompts, terminalPrompts } from './prompts.ts'

/** What a command line has around it: where it prints, what it reads, how it is interrupted. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Whether results go to a person at a terminal. */
  readonly isTerminal: boolean
  /** How wide that terminal is. */
  readonly columns: number | undefined
  /** Results. */
  out(text: string): void
  /** Reasons, warnings, progress. */
  err(text: string): void
  /** All of standard input. */
  stdin(): Promise<string>
  /** Questions to the person at the terminal; undefined when nobody is there. */
  readonly prompts?: Prompts | undefined
  /** Asks a person; without one the answer is yes. */
  confirm(question: string): Promise<boolean>
  /** Aborted by Ctrl-C, by a request to end, and when nobody reads the results any more; for commands that run until then. */
  interrupted(): AbortSignal
  /** Aborted by the second of these; without anybody who listens, and by a third, the process exits. */
  interruptedAgain(): AbortSignal
}

/** The surroundings of this process. A reader that goes away (`| head`) ends the command quietly. */
export function processIo(): Io {
  const interruption = new AbortController()
  const second = new AbortController()
  let listening = false
  let secondIsHeard = false
  let readerGone = false
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    readerGone = true
    interruption.abort(new Error('the reader of the output went away'))
  })
  return {
    env: process.env,
    cwd: process.cwd(),
    isTerminal: process.stdout.isTTY,
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    out: (text) => {
      if (!readerGone) process.stdout.write(text)
    },
    err: (text) => {
      process.stderr.write(text)
    },
    stdin: async () => await textOf(process.stdin),
    prompts: process.stdin.isTTY && process.stdout.isTTY ? terminalPrompts : undefined,
    async confirm(question) {
      if (!process.stdin.isTTY || !process.stdout.isTTY) return true
      const lines = createInterface({ input: process.stdin, output: process.stderr })
      const answer = await lines.question(`${question} [y/N] `)
      lines.close()
      return /^y(es)?$/i.test(answer.trim())
    },
    interrupted() {
      if (listening) return interruption.signal
      listening = true
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
        process.on(signal, () => {
          if (!interruption.signal.aborted) return interruption.abort(new Error(signal))
          // Who asks once more does not want to wait for a clean end.
          if (!secondIsHeard || second.signal.aborted) process.exit(130)
          second.abort(new Error(signal))
        })
      }
      return interruption.signal
    },
    interruptedAgain() {
      secondIsHeard = true
      return second.signal
    },
  }
}

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** What an image comes down to where containers are processes. */
export interface Image {
  /** The words before the container's arguments; its `command` replaces them. */
  readonly entrypoint?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly workingDir?: string
}

export interface ContainerOptions {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd?: string | undefined
}

export interface LogLine {
  /** RFC 3339 with nanoseconds. */
  readonly time: string
  readonly text: string
}

/** A container: a process, and what it has written. */
export interface Container {
  readonly lines: readonly LogLine[]
  readonly running: boolean
  /** Resolves with the exit code, as a shell would name it. */
  readonly ended: Promise<number>
  /** Calls back for each further line, and once without one at the end. */
  onLine(listener: (line: LogLine | undefined) => void): () => void
  kill(signal: NodeJS.Signals): void
}

const SIGNAL_NUMBERS: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 }

/** Nanoseconds that tell lines of one millisecond apart. */
let tick = 0
const now = (): string => new Date().toISOString().replace('Z', `${String(tick++ % 1_000_000).padStart(6, '0')}Z`)

/** Starts the process of a container in a process group of its own; rejects when there is no such program. */
export function startContainer({ argv: [program = '', ...argv], env, cwd }: ContainerOptions): Promise<Container> {
  const child = spawn(program, argv, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true, ...(cwd === undefined ? {} : { cwd }) })
  const lines: LogLine[] = []
  const listeners = new Set<(line: LogLine | undefined) => void>()
  const tell = (line: LogLine | undefined): void => {
    for (const listener of listeners) listener(line)
  }
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (text) => {
      const line = { time: now(), text }
      lines.push(line)
      tell(line)
    })
  }
  let running = true
  const ended = new Promise<number>((resolve) => {
    child.once('close', (code, signal) => {
      running = false
      tell(undefined)
      resolve(code ?? 128 + (SIGNAL_NUMBERS[signal ?? ''] ?? 0))
    })
  })
  const container: Container = {
    lines,
    ended,
    get running() {
      return running
    },
    onLine(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    kill(signal) {
      try {
        if (running && child.pid !== undefined) process.kill(-child.pid, signal)
      } catch {
        // It has ended by itself meanwhile.
      }
    },
  }
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(container))
    child.once('error', reject)
  })
}

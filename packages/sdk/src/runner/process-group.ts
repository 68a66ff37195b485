import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { MillraceError } from '../errors.ts'
import { lineSplitter } from './line-splitter.ts'

/** How a process ended: by itself with a code, or by a signal. */
export interface ProcessEnd {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
}

export type OutputStream = 'stdout' | 'stderr'

export interface ProcessGroupOptions {
  /** Program and arguments; no shell reads them. */
  readonly command: readonly [string, ...string[]]
  readonly cwd: string
  /** The whole environment. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Called with each line that the process writes. */
  readonly onLine?: (line: string, stream: OutputStream) => void
}

/** A running process with everything that it starts. */
export interface ProcessGroup {
  readonly pid: number
  /** Resolves once the process has ended and all of its output has been handed on. */
  readonly ended: Promise<ProcessEnd>
  /** Signals the process and its children; does nothing once they are gone. */
  readonly signal: (name: NodeJS.Signals) => void
  /** Asks it to end by SIGTERM and, when it is still there after `graceSeconds`, ends it by SIGKILL. */
  readonly stop: (graceSeconds: number) => Promise<ProcessEnd>
}

/** The program of a command could not be started at all. */
export class ProcessNotStarted extends MillraceError {
  override readonly name = 'ProcessNotStarted'
}

/** After the process is gone, children of it may hold its pipes open; how long to wait for their output. */
const OUTPUT_PATIENCE_MS = 1000

/**
 * Starts a program as the head of a process group of its own: a Ctrl-C in our terminal does not reach it, a kill of the
 * group reaches all that it started.
 *
 * @throws ProcessNotStarted when there is no such program or folder.
 */
export async function startProcessGroup({ command, cwd, env, onLine }: ProcessGroupOptions): Promise<ProcessGroup> {
  const [program, ...args] = command
  const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = Promise.all([drain(child.stdout, 'stdout', onLine), drain(child.stderr, 'stderr', onLine)])
  const exited = endOf(child)
  let gone = false
  exited.then(
    () => (gone = true),
    () => (gone = true),
  )
  await once(child, 'spawn').catch((cause: unknown) => {
    throw new ProcessNotStarted(`${program} could not be started in ${cwd}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  })
  const { pid } = child
  if (pid === undefined) throw new ProcessNotStarted(`${program} was started without a process id`)
  const ended = exited.then(async (end) => {
    await Promise.race([output, after(OUTPUT_PATIENCE_MS)])
    return end
  })
  const signal = (name: NodeJS.Signals): void => signalGroup(pid, name)
  return {
    pid,
    ended,
    signal,
    async stop(graceSeconds) {
      // By now its number may be another's.
      if (gone) return await ended
      signal('SIGTERM')
      const timer = setTimeout(() => signal('SIGKILL'), graceSeconds * 1000)
      const end = await exited
      clearTimeout(timer)
      // What the process itself left behind goes with it.
      signal('SIGKILL')
      return end
    },
  }
}

const endOf = (child: ChildProcess): Promise<ProcessEnd> =>
  new Promise((resolve, reject) => {
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }))
    child.once('error', reject)
  })

async function drain(stream: Readable, name: OutputStream, onLine: ProcessGroupOptions['onLine']): Promise<void> {
  const lines = lineSplitter((line) => onLine?.(line, name))
  stream.setEncoding('utf8')
  stream.on('data', (text: string) => lines.push(text))
  await once(stream, 'close')
  lines.end()
}

const after = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref()
  })

function signalGroup(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name)
  } catch (error) {
    // ESRCH: there is nobody left in the group.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { flow, flowRun, logger } from '@millrace/sdk'

/** A shell command that did not end well. */
export class ShellCommandFailed extends Error {
  override readonly name = 'ShellCommandFailed'
  readonly exitCode: number

  constructor(exitCode: number, because = `exit code ${exitCode}`) {
    super(`Command failed with ${because}`)
    this.exitCode = exitCode
    // Where it was thrown says nothing of the command.
    this.stack = `${this.name}: ${this.message}`
  }
}

/** Milliseconds that a command has to end in when its run is cancelled. */
const LAST = 5000

/**
 * A flow that runs a shell command: what it prints are log lines of the run, standard error as warnings, and the run fails as the command
 * does. A run that is cancelled ends the command and all that it started.
 */
export const shellFlow = flow(
  { name: 'Shell Command' },
  async function runShellCommand(command: string, logOutput: boolean = true, streamStdout: boolean = true): Promise<void> {
    const { signal } = flowRun()
    const ownGroup = process.platform !== 'win32'
    const child = spawn(command, {
      shell: true,
      stdio: ['ignore', logOutput ? 'pipe' : 'inherit', logOutput ? 'pipe' : 'inherit'],
      detached: ownGroup,
    })
    const kill = (name: NodeJS.Signals): void => {
      // Who has ended meanwhile is not there to be killed.
      try {
        if (ownGroup && child.pid !== undefined) process.kill(-child.pid, name)
        else child.kill(name)
      } catch {}
    }
    const stop = (): void => {
      kill('SIGTERM')
      setTimeout(kill, LAST, 'SIGKILL').unref()
    }
    const ended = new Promise<ShellCommandFailed | undefined>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code, by) =>
        resolve(code === 0 ? undefined : new ShellCommandFailed(code ?? 1, by === null ? undefined : `signal ${by}`)),
      )
    })
    signal.addEventListener('abort', stop, { once: true })
    try {
      const log = logger()
      const printed: string[] = []
      const lines = Promise.all([
        linesOf(child.stdout, (line) => (streamStdout ? log.info(line) : printed.push(line))),
        linesOf(child.stderr, (line) => log.warn(line)),
      ])
      const failure = await ended
      await lines
      if (printed.length > 0) log.info(printed.join('\n'))
      if (failure !== undefined) throw failure
    } finally {
      signal.removeEventListener('abort', stop)
    }
  },
)

/** Hands on the lines of a stream until it ends; of one that goes to the terminal, none. */
async function linesOf(stream: Readable | null, take: (line: string) => unknown): Promise<void> {
  if (stream === null) return
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) take(line)
}

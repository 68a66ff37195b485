import { type ChildProcess, spawn } from 'node:child_process'

export interface Command {
  readonly program: string
  readonly argv: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly cwd?: string
  /** Whom the program runs as; whoever runs the tests by default. */
  readonly user?: { readonly uid: number; readonly gid: number }
  /** Whether somebody types what it reads; it reads nothing by default. */
  readonly typed?: boolean
}

/** A program that runs in the background, in a process group of its own, with all it has written so far. */
export interface Supervised extends AsyncDisposable {
  readonly pid: number
  /** Standard output and standard error, as they came. */
  output(): string
  /** Resolves with the exit code (or the signal's name) once it has ended. */
  readonly ended: Promise<number | NodeJS.Signals>
  /** Resolves once `pattern` is in the output; rejects, showing the output, when the program ends or `seconds` pass first. */
  says(pattern: RegExp, seconds?: number): Promise<RegExpExecArray>
  /** Types a text, for a program that was started with `typed`. */
  type(text: string): void
  /** Sends a signal to the program, or to its whole group. */
  kill(signal: NodeJS.Signals, group?: boolean): void
}

const GRACE_MILLIS = 15_000

/** Starts a program; leaving its scope ends it by SIGTERM, and its whole group by SIGKILL when that does not help. */
export function supervise({ program, argv, env, cwd, user, typed = false }: Command): Supervised {
  const where = cwd === undefined ? {} : { cwd }
  const child = spawn(program, [...argv], { env, stdio: [typed ? 'pipe' : 'ignore', 'pipe', 'pipe'], detached: true, ...where, ...user })
  const { pid } = child
  if (pid === undefined) throw new Error(`${program} could not be started`)
  const listeners = new Set<() => void>()
  let text = ''
  const take = (chunk: string): void => {
    text += chunk
    for (const listener of listeners) listener()
  }
  child.stdout?.setEncoding('utf8').on('data', take)
  child.stderr?.setEncoding('utf8').on('data', take)
  const ended = exitOf(child)
  const kill = (signal: NodeJS.Signals, group = false): void => {
    try {
      process.kill(group ? -pid : pid, signal)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
  return {
    pid,
    ended,
    kill,
    type: (typing) => void child.stdin?.write(typing),
    output: () => text,
    says: (pattern, seconds = 30) =>
      new Promise((resolve, reject) => {
        const fail = (reason: string): void =>
          settle(() => reject(new Error(`${argv.join(' ')}: ${reason}; expected ${pattern}, wrote:\n${text}`)))
        const look = (): void => {
          const match = pattern.exec(text)
          if (match !== null) settle(() => resolve(match))
        }
        const timer = setTimeout(() => fail(`not said within ${seconds} s`), seconds * 1000)
        const settle = (then: () => void): void => {
          clearTimeout(timer)
          listeners.delete(look)
          then()
        }
        listeners.add(look)
        look()
        void ended.then((code) => fail(`ended with ${code}`))
      }),
    async [Symbol.asyncDispose]() {
      kill('SIGTERM')
      const timer = setTimeout(() => kill('SIGKILL', true), GRACE_MILLIS)
      await ended
      clearTimeout(timer)
    },
  }
}

const exitOf = (child: ChildProcess): Promise<number | NodeJS.Signals> =>
  new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal ?? 'SIGKILL')))

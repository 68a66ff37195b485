import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { constants } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { promisify } from 'node:util'
import { type Command, type OutputStream, type ProcessEnd, ProcessNotStarted } from '@millrace/sdk/runner'
import { type FollowedFile, followFile } from './follow-file.ts'
import { FILES, shimmed } from './shim.ts'

/** Where a process keeps what it writes, and who hears of it. */
export interface Kept {
  /** A folder of its own, made when it is not there. Whoever started the process removes it once it has ended. */
  readonly folder: string
  readonly onLine: (line: string, stream: OutputStream) => void
}

export interface KeptProcessOptions extends Kept {
  readonly command: Command
  readonly cwd: string
  /** The whole environment. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** A process with everything that it starts, which goes on when whoever started it is gone. */
export interface KeptProcess {
  /** Of the program itself. */
  readonly pid: number
  /** Resolves once the process has ended and all of its output was handed on. */
  readonly ended: Promise<ProcessEnd>
  /** Asks it to end by SIGTERM and, when it is still there after `graceSeconds`, ends it by SIGKILL. */
  stop(graceSeconds: number): Promise<ProcessEnd>
}

/** Milliseconds between two looks at what a process wrote. */
const LOOK_EVERY = 100
/** Milliseconds between two looks whether a process of an earlier worker still lives. */
const ALIVE_EVERY = 500
/** Milliseconds between two looks for the process id that the shell writes as its first act. */
const STARTED_EVERY = 2
/** Milliseconds that a shell may take to end after its program was killed. */
const SHELL_ENDS = 1000
/** Bytes of earlier output that are handed on again when a process is adopted: its last words, should it be dead. */
const LAST_WORDS = 65_536

/**
 * Starts a program as a process group of its own, with its output in files: it does not notice when this process ends.
 *
 * @throws ProcessNotStarted when there is no such folder to start it in.
 */
export async function startKeptProcess({ command, cwd, env, folder, onLine }: KeptProcessOptions): Promise<KeptProcess> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const files = [FILES.output, FILES.errors].map((name) => openSync(join(folder, name), 'a', 0o600))
  const [output, errors] = files
  const [program, ...args] = shimmed(folder, command)
  const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', output, 'ignore', errors] })
  for (const file of files) closeSync(file)
  const exited = endOf(child)
  exited.catch(() => undefined)
  await once(child, 'spawn').catch((cause: unknown) => {
    throw new ProcessNotStarted(`a process could not be started in ${cwd}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  })
  const group = child.pid
  if (group === undefined) throw new ProcessNotStarted(`${command[0]} was started without a process id`)
  const pid = (await programOf(folder, exited)) ?? group
  return keptProcess({ folder, onLine }, { pid, group, lives: true, exited })
}

/** Goes on with a process that somebody else started in this folder; undefined when none ever was. */
export async function adoptKeptProcess(kept: Kept): Promise<KeptProcess | undefined> {
  const group = await numberIn(kept.folder, FILES.shim)
  if (group === undefined) return undefined
  const lives = await isShim(kept.folder, group)
  return keptProcess(kept, {
    pid: (await numberIn(kept.folder, FILES.program)) ?? group,
    group,
    lives,
    exited: untilGone(kept.folder, group),
    lastBytes: LAST_WORDS,
  })
}

interface Running {
  readonly pid: number
  /** The shell's, which is that of the group. */
  readonly group: number
  /** False when it is known to be gone, and its number may be another's. */
  readonly lives: boolean
  readonly exited: Promise<ProcessEnd>
  readonly lastBytes?: number
}

function keptProcess({ folder, onLine }: Kept, { pid, group, lives, exited, lastBytes }: Running): KeptProcess {
  const followed = [
    followFile(join(folder, FILES.output), (line) => onLine(line, 'stdout'), lastBytes),
    followFile(join(folder, FILES.errors), (line) => onLine(line, 'stderr'), lastBytes),
  ]
  const looking = setInterval(() => {
    for (const file of followed) file.look()
  }, LOOK_EVERY)
  let gone = !lives
  const ended = exited
    .then(async (end) => {
      gone = true
      // Somebody ended the shell alone, and what it watched over is nobody's now.
      if (lives && end.exitCode === null) signal(-group, 'SIGKILL')
      return end
    })
    .finally(async () => {
      clearInterval(looking)
      for (const file of followed) await drain(file)
    })
  ended.catch(() => undefined)
  return {
    pid,
    ended,
    async stop(graceSeconds) {
      // By now its number may be another's.
      if (gone) return await ended
      signal(-group, 'SIGTERM')
      // The program first: its shell then says how it ended, and leaves no zombie to a process 1 that reaps none.
      const program = setTimeout(() => signal(pid, 'SIGKILL'), graceSeconds * 1000)
      const all = setTimeout(() => signal(-group, 'SIGKILL'), graceSeconds * 1000 + SHELL_ENDS)
      const end = await ended
      clearTimeout(program)
      clearTimeout(all)
      // What the process itself left behind goes with it.
      signal(-group, 'SIGKILL')
      return end
    },
  }
}

async function drain(file: FollowedFile): Promise<void> {
  while (file.look()) await after(0)
  file.end()
}

const endOf = (child: ChildProcess): Promise<ProcessEnd> =>
  new Promise((resolve, reject) => {
    child.once('exit', (code, signal) => resolve(signal === null ? endFrom(code) : { exitCode: null, signal }))
    child.once('error', reject)
  })

/** A shell says 128 and the number of the signal for a program that a signal ended. */
function endFrom(code: number | null): ProcessEnd {
  const signal = code !== null && code > 128 ? SIGNALS.get(code - 128) : undefined
  return signal === undefined ? { exitCode: code, signal: null } : { exitCode: null, signal }
}

const SIGNALS = new Map(
  // Of two names of a number the first is the usual one.
  Object.entries(constants.signals)
    .toReversed()
    .map(([name, number]) => [number, name as NodeJS.Signals]),
)

async function programOf(folder: string, exited: Promise<unknown>): Promise<number | undefined> {
  const over = exited.then(
    () => true,
    () => true,
  )
  for (;;) {
    const pid = await numberIn(folder, FILES.program)
    if (pid !== undefined) return pid
    if (await Promise.race([over, after(STARTED_EVERY, false)])) return await numberIn(folder, FILES.program)
  }
}

/** Of a process that is not our child, the system tells us only whether it is there. */
async function untilGone(folder: string, shim: number): Promise<ProcessEnd> {
  while (await isShim(folder, shim)) await after(ALIVE_EVERY)
  return endFrom((await numberIn(folder, FILES.exit)) ?? null)
}

/** Whether this number is still that of the shell of the folder, and not another process's by now. */
async function isShim(folder: string, pid: number): Promise<boolean> {
  if (process.platform === 'linux') return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0').includes(folder)
  const { stdout } = await promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }))
  return stdout.includes(folder)
}

async function numberIn(folder: string, name: string): Promise<number | undefined> {
  const text = await readFile(join(folder, name), 'utf8').catch(() => '')
  // Without its newline it is not written to its end.
  return /^\d+\n$/.test(text) ? Number(text) : undefined
}

/** Signals a process or, by its negative number, a group. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    // ESRCH: there is nobody left.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

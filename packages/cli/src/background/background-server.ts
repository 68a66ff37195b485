import { spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { processStart } from '@millrace/sdk/process-start'
import { CommandFailure } from '../errors.ts'
import type { Io } from '../io.ts'

/** A server that was left running. */
interface Background {
  readonly pid: number
  /** As `processStart` says it. */
  readonly start: string
}

/** Seconds until a server must be ready, and that it may take to end. */
const READY_SECONDS = 60
const END_SECONDS = 60

const fileOf = (home: string): string => join(home, 'background-server.json')

/**
 * Starts this very command without `--background` in a process that outlives this one, and waits until it is ready.
 *
 * @throws CommandFailure when one runs already, or with the last words of one that does not get ready.
 */
export async function startInBackground(
  home: string,
  io: Pick<Io, 'cwd' | 'env'>,
): Promise<{ readonly url: string; readonly log: string }> {
  const there = await running(home)
  if (there !== undefined)
    throw new CommandFailure(`a server runs in the background already (process ${there.pid}); 'millrace server stop' ends it`)
  await mkdir(home, { recursive: true })
  const log = join(home, 'background-server.log')
  await rm(log, { force: true })
  const out = openSync(log, 'a')
  const [, script = ''] = process.argv
  const argv = process.argv.slice(2).filter((argument) => argument !== '--background' && argument !== '-b')
  const child = spawn(process.execPath, [...process.execArgv, script, ...argv], {
    cwd: io.cwd,
    env: io.env,
    detached: true,
    stdio: ['ignore', out, out],
  })
  const { pid } = child
  if (pid === undefined) throw new CommandFailure('the server could not be started')
  child.unref()
  const start = await processStart(pid)
  if (start !== undefined) await writeFile(fileOf(home), JSON.stringify({ pid, start } satisfies Background))
  for (let tries = 0; tries < READY_SECONDS * 10; tries += 1) {
    const written = await readFile(log, 'utf8')
    const [, url] = /^\s*API\s+(https?:\S+)/m.exec(written) ?? []
    if (url !== undefined) return { url, log }
    if ((await processStart(pid)) !== start) break
    await pause()
  }
  await rm(fileOf(home), { force: true })
  const said = (await readFile(log, 'utf8')).trim().split('\n').slice(-5).join('\n')
  throw new CommandFailure(`the server did not get ready: ${said === '' ? `see ${log}` : said}`)
}

/**
 * Ends the server of this home that runs in the background, and waits until it has; answers its process, undefined when
 * there is none.
 */
export async function stopInBackground(home: string): Promise<number | undefined> {
  const there = await running(home)
  if (there === undefined) {
    await rm(fileOf(home), { force: true })
    return undefined
  }
  process.kill(there.pid, 'SIGTERM')
  for (let tries = 0; tries < END_SECONDS * 10; tries += 1) {
    if ((await processStart(there.pid)) !== there.start) {
      await rm(fileOf(home), { force: true })
      return there.pid
    }
    await pause()
  }
  throw new CommandFailure(`the server (process ${there.pid}) has not ended within ${END_SECONDS} seconds`)
}

async function running(home: string): Promise<Background | undefined> {
  const written = await readFile(fileOf(home), 'utf8').catch(() => undefined)
  if (written === undefined) return undefined
  const { pid, start } = JSON.parse(written) as Background
  return (await processStart(pid)) === start ? { pid, start } : undefined
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100))

import { link, mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { fingerprint, newId } from '../identifiers.ts'
import { LockNotHeld } from './errors.ts'
import type { LockManager } from './lock-manager.ts'
import { poll } from './poll.ts'

/** A lock is renewed this often while its holder lives, in milliseconds. */
const BEAT = 5000
/** One that was not renewed for so long belongs to nobody, in milliseconds. */
const LAPSE = 30_000
/** The same where the holder's process can be seen to be there: it may just be busy. Its number may be another's by now. */
const LAPSE_WHILE_RUNNING = 600_000
/** Longest that taking a lapsed lock away can take, in milliseconds. */
const TAKE_OVER = 5000

/** What renews the locks that this process holds, by file. */
const beats = new Map<string, NodeJS.Timeout>()

/** What stands in a lock's file. */
interface Written {
  readonly key: string
  readonly holder: string
  readonly host: string
  readonly pid: number
  /** Milliseconds since the epoch; null: as long as it is renewed. */
  readonly expires: number | null
}

interface Found extends Written {
  readonly renewed: number
}

/**
 * Locks as files in `folder`, for the processes of one machine, or of several that share the folder.
 *
 * The locks of a process that died are free at once on its own machine, and after 30 seconds on others.
 */
export function fileLocks(folder: string): LockManager {
  const base = resolve(folder)
  // Keys may be longer than a file's name and have any character in them.
  const fileOf = (key: string): string => join(base, `${key.replaceAll(/[^\w-]/g, '_').slice(0, 60)}-${fingerprint(key, 16)}.lock`)

  async function take(key: string, holder: string, holdSeconds: number | undefined): Promise<boolean> {
    const file = fileOf(key)
    const found = await readLock(file)
    if (found?.holder === holder && isAlive(found)) return true
    if (found !== undefined && (isAlive(found) || !(await removeLapsed(file)))) return false
    const expires = holdSeconds === undefined ? null : Date.now() + holdSeconds * 1000
    if (!(await writeLock(file, { key, holder, host: hostname(), pid: process.pid, expires }))) return false
    if (expires === null) beats.set(file, setInterval(() => void renew(file), BEAT).unref())
    return true
  }

  const held = async (key: string): Promise<Found | undefined> => {
    const found = await readLock(fileOf(key))
    return found !== undefined && isAlive(found) ? found : undefined
  }

  return {
    address: base,
    async acquire(key, holder, { holdSeconds, ...options } = {}) {
      await mkdir(base, { recursive: true })
      return await poll(() => take(key, holder, holdSeconds), options)
    },
    async release(key, holder) {
      const file = fileOf(key)
      if ((await held(key))?.holder !== holder) throw new LockNotHeld(key, holder)
      clearInterval(beats.get(file))
      beats.delete(file)
      await rm(file, { force: true })
    },
    isLocked: async (key) => (await held(key)) !== undefined,
    isHolder: async (key, holder) => (await held(key))?.holder === holder,
    waitFor: (key, options) => poll(async () => (await held(key)) === undefined, options),
  }
}

/** A file that appears with its content in it, or not at all. */
async function writeLock(file: string, written: Written): Promise<boolean> {
  const temporary = `${file}.${newId()}`
  await writeFile(temporary, JSON.stringify(written), { mode: 0o600 })
  try {
    await link(temporary, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(temporary, { force: true })
  }
}

async function readLock(file: string): Promise<Found | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)])
    return { ...(JSON.parse(text) as Written), renewed: mtimeMs }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function isAlive({ host, pid, expires, renewed }: Found): boolean {
  if (expires !== null) return Date.now() < expires
  if (host !== hostname()) return Date.now() - renewed < LAPSE
  return isRunning(pid) && Date.now() - renewed < LAPSE_WHILE_RUNNING
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function renew(file: string): Promise<void> {
  const now = new Date()
  // A lock whose folder is gone is lost; whoever holds it is told when it is released.
  await utimes(file, now, now).catch(() => undefined)
}

/**
 * Takes a lapsed lock away, so that it can be written anew. Only one may do so at a time: a second one that had seen the
 * same old lock would take away the first one's new one.
 */
async function removeLapsed(file: string): Promise<boolean> {
  const guard = `${file}.take-over`
  const mine = await writeLock(guard, { key: file, holder: newId(), host: hostname(), pid: process.pid, expires: Date.now() + TAKE_OVER })
  if (!mine) {
    const other = await readLock(guard)
    if (other !== undefined && !isAlive(other)) await rm(guard, { force: true })
    return false
  }
  try {
    const found = await readLock(file)
    if (found !== undefined && isAlive(found)) return false
    await rm(file, { force: true })
    return true
  } finally {
    await rm(guard, { force: true })
  }
}

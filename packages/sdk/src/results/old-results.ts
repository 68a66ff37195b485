import { rmdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Client } from '@millrace/client'
import { isTerminal, STATE_TYPES } from '@millrace/protocol'
import type { FileSystem, StoredFile } from '../storage/file-system.ts'
import { inParallel } from '../storage/in-parallel.ts'
import { joinPath } from '../storage/paths.ts'
import { storageKeyIn } from './result-store.ts'

/** Where results are looked for, and how old they must be. */
export interface OldResultsOptions {
  /** Knows which runs are not over. */
  readonly client: Client
  readonly files: FileSystem
  /** Of the storage, below which keys are (default: where it begins). */
  readonly folder?: string
  /** Milliseconds since 1970: what was written after it is not old. */
  readonly before: number
}

/** What is old in a result storage, and what of it must stay. */
export interface OldResults {
  /** Results that nobody will ask for; relative to the folder. */
  readonly old: readonly StoredFile[]
  /** Flow runs that are not over: a later attempt will take what their tasks have left. */
  readonly runsUnderWay: number
  /** Old results under names of their own, or in the cache, that completed tasks of such runs refer to. */
  readonly needed: number
  /** Old files that are no results, as code in the same storage. */
  readonly others: number
  /** Files of which the storage does not say when they were written. */
  readonly undated: number
}

/** Objects that are asked for at once. */
const PAGE = 200
const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/

/**
 * Finds the results that are older than `before` and that no run which is not over may want: neither those in the folders of such
 * runs nor those that completed task runs of them refer to. Files that are no results are counted, and left alone.
 *
 * @throws StorageError when the storage cannot be read, ApiError when the server does not say which runs there are.
 */
export async function findOldResults({ client, files, folder = '', before }: OldResultsOptions): Promise<OldResults> {
  const all = await files.list(folder)
  const dated = all.filter(({ modified }) => modified !== undefined)
  const candidates = dated.filter(({ modified }) => Number(modified) < before)
  const underWay = await runsUnderWay(client, runsOf(candidates))
  const free = candidates.filter((file) => !underWay.has(runOf(file) ?? ''))
  const referred = free.some((file) => runOf(file) === undefined) ? await keysOfRunsUnderWay(client) : new Set<string>()
  const unneeded = free.filter(({ path }) => !endingsOf(path).some((key) => referred.has(key)))
  const old = await onlyResults(files, folder, unneeded)
  return {
    old,
    runsUnderWay: underWay.size,
    needed: free.length - unneeded.length,
    others: unneeded.length - old.length,
    undated: all.length - dated.length,
  }
}

/** Deletes results, and the folders of runs that are empty then. */
export async function removeResults(files: FileSystem, folder: string, old: readonly StoredFile[]): Promise<void> {
  await files.remove(old.map(({ path }) => joinPath(folder, path)))
  const { localFolder } = files
  if (localFolder === undefined) return
  for (const path of new Set(old.map((file) => dirname(file.path))))
    if (UUID.test(basename(path))) await removeIfEmpty(join(localFolder, folder, path))
}

/**
 * The flow run that a result is of: the results of each are in a folder of its own, wherever in the storage results are. Undefined for
 * those of the cache, and for those that somebody named.
 */
const runOf = ({ path }: StoredFile): string | undefined =>
  path
    .split('/')
    .slice(0, -1)
    .find((part) => UUID.test(part))

const runsOf = (files: readonly StoredFile[]): Set<string> => new Set(files.flatMap((file) => runOf(file) ?? []))

/** As which keys a path may be meant, as somebody may look at more of a storage than where results begin: `a/b/c`, `b/c`, `c`. */
const endingsOf = (path: string): string[] => path.split('/').map((_, index, parts) => parts.slice(index).join('/'))

/** A run that the server does not know is over. */
async function runsUnderWay({ flowRuns }: Client, ids: ReadonlySet<string>): Promise<Set<string>> {
  const found = new Set<string>()
  const all = [...ids]
  for (let from = 0; from < all.length; from += PAGE) {
    const runs = await flowRuns.filter({ body: { flow_runs: { id: { any_: all.slice(from, from + PAGE) } }, limit: PAGE } })
    for (const { id, state_type: type } of runs) if (type === null || !isTerminal(type)) found.add(id)
  }
  return found
}

const UNDER_WAY = STATE_TYPES.filter((type) => !isTerminal(type))

async function keysOfRunsUnderWay({ taskRuns }: Client): Promise<Set<string>> {
  const keys = new Set<string>()
  for (let offset = 0; ; offset += PAGE) {
    const page = await taskRuns.filter({
      body: {
        flow_runs: { state: { type: { any_: UNDER_WAY } } },
        task_runs: { state: { type: { any_: ['COMPLETED'] } } },
        limit: PAGE,
        offset,
      },
    })
    for (const { state } of page) {
      const key = state === null || state === undefined ? undefined : storageKeyIn(state.data)
      if (key !== undefined) keys.add(key)
    }
    if (page.length < PAGE) return keys
  }
}

/** As every result begins, whoever wrote it: Prefect too. */
const BEGINS = /^\s*\{\s*"metadata"\s*:/

/** A storage may have other things in it; what is deleted was looked at. */
async function onlyResults(files: FileSystem, folder: string, candidates: readonly StoredFile[]): Promise<StoredFile[]> {
  const results = new Set<StoredFile>()
  await inParallel(candidates, files.parallel, async (file) => {
    const content = await files.read(joinPath(folder, file.path))
    if (content !== undefined && BEGINS.test(content.toString('utf8', 0, 100))) results.add(file)
  })
  return candidates.filter((file) => results.has(file))
}

async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder)
  } catch {
    // Something is left in it.
  }
}

import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { processStart } from '@millrace/sdk/process-start'

/** What a worker knows of a run that it wants, or has begun. */
export interface RunRecord {
  /** The id of its claim: by that the server knows whose it was when the worker did not live to hear. */
  readonly transitionId: string
  /** False until the claim was answered. */
  readonly claimed: boolean
  /** Null where the server has no attempts. */
  readonly attempt: number | null
  /** The name of its type of infrastructure, where that is not the worker's usual one. */
  readonly type: string | null
  /** By which its infrastructure is found again; null while it is being created. */
  readonly identifier: string | null
}

/** The record of a run that this worker looks after. */
export interface KeptRecord {
  /** Notes that the run is ours. */
  claimed(attempt: number | undefined): Promise<void>
  /** Notes as which type of infrastructure the run is about to be started. */
  starting(type: string): Promise<void>
  /** Notes what the run was started as. */
  started(identifier: string): Promise<void>
  /** The run is over. */
  remove(): Promise<void>
}

/** A run that an earlier worker had begun and that nobody looks after now. */
export interface Leftover {
  readonly flowRunId: string
  readonly record: RunRecord
  readonly kept: KeptRecord
}

/** Keeps on disk which runs a worker has begun, for the one that is started after it was killed. */
export interface RunRecords {
  keep(flowRunId: string, transitionId: string): Promise<KeptRecord>
  /** What workers that are gone have left, each for one caller only. */
  takeLeftovers(): Promise<Leftover[]>
}

/** Nothing is kept. */
export const noRecords: RunRecords = {
  keep: () =>
    Promise.resolve({
      claimed: () => Promise.resolve(),
      starting: () => Promise.resolve(),
      started: () => Promise.resolve(),
      remove: () => Promise.resolve(),
    }),
  takeLeftovers: () => Promise.resolve([]),
}

/** The id of the run, and the process that looks after it, by number and start. */
const NAME = /^([0-9a-f-]{36})\.(\d+)\.([^.]+)\.json(\.new)?$/

/**
 * The records in a folder. Who looks after a run stands in the name of its file: of two workers that want to take one over, one can
 * rename it.
 */
export async function openRunRecords(folder: string): Promise<RunRecords> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const own = `${process.pid}.${encodeURIComponent((await processStart(process.pid)) ?? 'unknown')}`
  const pathOf = (flowRunId: string): string => join(folder, `${flowRunId}.${own}.json`)
  /** Replaces the file whole: a worker that is killed leaves no half of one. */
  const write = async (flowRunId: string, record: RunRecord): Promise<void> => {
    const path = pathOf(flowRunId)
    await writeFile(`${path}.new`, JSON.stringify(record), { mode: 0o600 })
    await rename(`${path}.new`, path)
  }
  const kept = (flowRunId: string, record: RunRecord): KeptRecord => {
    let now = record
    const change = async (changes: Partial<RunRecord>): Promise<void> => {
      now = { ...now, ...changes }
      await write(flowRunId, now)
    }
    return {
      claimed: (attempt) => change({ claimed: true, attempt: attempt ?? null }),
      starting: (type) => change({ type }),
      started: (identifier) => change({ identifier }),
      remove: () => rm(pathOf(flowRunId), { force: true }),
    }
  }

  async function take(name: string): Promise<Leftover | undefined> {
    const [, flowRunId, pid, start, unfinished] = NAME.exec(name) ?? []
    if (flowRunId === undefined || (await processStart(Number(pid))) === decodeURIComponent(start ?? '')) return undefined
    if (unfinished !== undefined) {
      await rm(join(folder, name), { force: true })
      return undefined
    }
    try {
      await rename(join(folder, name), pathOf(flowRunId))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
    const record = JSON.parse(await readFile(pathOf(flowRunId), 'utf8')) as RunRecord
    return { flowRunId, record, kept: kept(flowRunId, record) }
  }

  return {
    async keep(flowRunId, transitionId) {
      const record = { transitionId, claimed: false, attempt: null, type: null, identifier: null }
      await write(flowRunId, record)
      return kept(flowRunId, record)
    },
    async takeLeftovers() {
      const found = await Promise.all((await readdir(folder)).map(take))
      return found.filter((leftover) => leftover !== undefined)
    },
  }
}

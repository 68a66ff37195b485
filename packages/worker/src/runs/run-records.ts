import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { processStart } from '@millrace/sdk/process-start'

/** What a worker knows of a run that it has begun. */
export interface RunRecord {
  /** Null where the server has no attempts. */
  readonly attempt: number | null
  /** By which its infrastructure is found again; null while it is being created. */
  readonly identifier: string | null
}

/** The record of a run that this worker looks after. */
export interface KeptRecord {
  /** Notes what the run was started as. */
  started(identifier: string): Promise<void>
  /** The run is over. */
  remove(): Promise<void>
}

/** A run that an earlier worker had begun and that nobody looks after now. */
export interface Leftover extends RunRecord, KeptRecord {
  readonly flowRunId: string
}

/** Keeps on disk which runs a worker has begun, for the one that is started after it was killed. */
export interface RunRecords {
  keep(flowRunId: string, attempt: number | undefined): Promise<KeptRecord>
  /** What workers that are gone have left, each for one caller only. */
  takeLeftovers(): Promise<Leftover[]>
}

/** Nothing is kept. */
export const noRecords: RunRecords = {
  keep: () => Promise.resolve({ started: () => Promise.resolve(), remove: () => Promise.resolve() }),
  takeLeftovers: () => Promise.resolve([]),
}

/** The id of the run, and the process that looks after it, by number and start. */
const NAME = /^([0-9a-f-]{36})\.(\d+)\.([^.]+)\.json$/

/**
 * The records in a folder. Who looks after a run stands in the name of its file: of two workers that want to take one over, one can
 * rename it.
 */
export async function openRunRecords(folder: string): Promise<RunRecords> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const own = `${process.pid}.${encodeURIComponent((await processStart(process.pid)) ?? 'unknown')}`
  const pathOf = (flowRunId: string): string => join(folder, `${flowRunId}.${own}.json`)
  const write = (flowRunId: string, record: RunRecord): Promise<void> =>
    writeFile(pathOf(flowRunId), JSON.stringify(record), { mode: 0o600 })
  const kept = (flowRunId: string, attempt: number | null): KeptRecord => ({
    started: (identifier) => write(flowRunId, { attempt, identifier }),
    remove: () => rm(pathOf(flowRunId), { force: true }),
  })

  async function take(name: string): Promise<Leftover | undefined> {
    const [, flowRunId, pid, start] = NAME.exec(name) ?? []
    if (flowRunId === undefined || (await processStart(Number(pid))) === decodeURIComponent(start ?? '')) return undefined
    try {
      await rename(join(folder, name), pathOf(flowRunId))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
    const record = parsed(await readFile(pathOf(flowRunId), 'utf8'))
    return { flowRunId, ...record, ...kept(flowRunId, record.attempt) }
  }

  return {
    async keep(flowRunId, attempt = undefined) {
      await write(flowRunId, { attempt: attempt ?? null, identifier: null })
      return kept(flowRunId, attempt ?? null)
    },
    async takeLeftovers() {
      const found = await Promise.all((await readdir(folder)).map(take))
      return found.filter((leftover) => leftover !== undefined)
    },
  }
}

/** A worker that was killed while it wrote leaves half a record: its process is found by the run alone. */
function parsed(text: string): RunRecord {
  try {
    const { attempt, identifier } = JSON.parse(text) as RunRecord
    return { attempt, identifier }
  } catch {
    return { attempt: null, identifier: null }
  }
}

import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import type { Settings } from '@millrace/settings'
import { databaseFile } from './database-file.ts'
import { BackupRefused } from './errors.ts'
import { type Contents, lookInto } from './look-into.ts'

/** Pages copied at a time: all, so that nobody sees a half of it. */
const WHOLE = 2 ** 31 - 1

interface RestoreOptions {
  /** Whether flow runs that are there may be lost. */
  readonly force: boolean
}

/**
 * Puts the database of `settings` back as it is in `file`, in one transaction: whatever happens meanwhile, it is the old or the new one.
 *
 * @throws BackupRefused when `file` is no whole database, a server of this home runs, or there are flow runs and `force` was not said.
 */
export async function restore(settings: Settings, file: string, { force }: RestoreOptions): Promise<Contents> {
  const target = databaseFile(settings, 'psql or pg_restore puts back what pg_dump has made')
  const contents = lookInto(file)
  const pid = await runningServer(settings.home)
  if (pid !== undefined) throw new BackupRefused(`a server of ${settings.home} runs (process ${pid}); stop it first`)
  if (existsSync(target) && !force) {
    const { flowRuns } = lookInto(target)
    if (flowRuns > 0) throw new BackupRefused(`${target} has ${flowRuns} flow runs, which would be lost; say --force if that is meant`)
  }
  try {
    await mkdir(dirname(target), { recursive: true })
    using source = new DatabaseSync(file, { readOnly: true })
    await backup(source, target, { rate: WHOLE })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new BackupRefused(`${target} could not be written: ${why}`, { cause: error })
  }
  return contents
}

/** The process that serves this home, if it lives. */
async function runningServer(home: string): Promise<number | undefined> {
  try {
    const { pid } = JSON.parse(await readFile(join(home, 'server.json'), 'utf8')) as { pid?: unknown }
    if (typeof pid !== 'number') return undefined
    process.kill(pid, 0)
    return pid
  } catch {
    // No file, or nobody of that number.
    return undefined
  }
}

import { existsSync } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import type { Settings } from '@millrace/settings'
import { databaseFile } from './database-file.ts'
import { BackupRefused } from './errors.ts'
import { type Contents, lookInto } from './look-into.ts'

/** Pages copied at a time; between two copies other processes may write. */
const PAGES = 1000

/** What was written. */
export interface BackedUp extends Contents {
  readonly bytes: number
}

/**
 * Copies the SQLite database of `settings` into a new file while servers and scripts go on using it: the copy is as the database was at
 * one moment, with everything that was acknowledged before the call. It is looked through before it gets its name, so a file that is there
 * is whole.
 *
 * @throws BackupRefused when the database is no SQLite file, is not there, or `file` exists.
 */
export async function backUp(settings: Settings, file: string): Promise<BackedUp> {
  const source = databaseFile(settings, 'pg_dump makes backups of Postgres')
  if (!existsSync(source)) throw new BackupRefused(`there is no database ${source} to back up`)
  if (existsSync(file)) throw new BackupRefused(`${file} exists; name a new file, or move it away`)
  const draft = `${file}.part`
  try {
    {
      using database = new DatabaseSync(source, { readOnly: true, timeout: 10_000 })
      await backup(database, draft, { rate: PAGES })
    }
    {
      // A log beside it would have to be moved with it.
      using copy = new DatabaseSync(draft)
      copy.exec('pragma journal_mode = delete')
    }
    const contents = lookInto(draft)
    await flush(draft)
    await rename(draft, file)
    await flush(dirname(file))
    return { ...contents, bytes: (await stat(file)).size }
  } catch (error) {
    if (error instanceof BackupRefused) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new BackupRefused(`${source} could not be copied to ${file}: ${why}`, { cause: error })
  } finally {
    await rm(draft, { force: true })
  }
}

async function flush(path: string): Promise<void> {
  await using handle = await open(path, 'r')
  await handle.sync()
}

import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { BackupRefused } from './errors.ts'

/** What a file holds. */
export interface Contents {
  /** The last step of its schema. */
  readonly version: string
  readonly flowRuns: number
}

/**
 * Reads the whole file once, to be sure that it is a database of Millrace without damage.
 *
 * @throws BackupRefused when it is none, or damaged.
 */
export function lookInto(file: string): Contents {
  if (!existsSync(file)) throw new BackupRefused(`expected a database in ${file}, found no such file`)
  try {
    using database = new DatabaseSync(file, { readOnly: true })
    const { integrity_check: verdict } = database.prepare('pragma integrity_check').get() ?? {}
    if (verdict !== 'ok') throw new BackupRefused(`${file} is damaged (${String(verdict)}); take another backup`)
    const { name } = database.prepare('select max(name) as name from schema_migration').get() ?? {}
    const { runs } = database.prepare('select count(*) as runs from flow_run').get() ?? {}
    return { version: String(name), flowRuns: Number(runs) }
  } catch (error) {
    if (error instanceof BackupRefused) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new BackupRefused(`expected a database of Millrace in ${file}, found something else (${why})`, { cause: error })
  }
}

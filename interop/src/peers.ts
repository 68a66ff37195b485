import { existsSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { cleanEnvironment, supervise } from '@millrace/testing'
import { type Environment, environmentFolder, environmentProgram, prepareEnvironment } from './environments.ts'

/** A generation of Prefect that is installed beside ours: a real client, and a real server to compare with. */
export type Generation = 2 | 3

export const GENERATIONS: readonly Generation[] = [2, 3]

const environmentOf = (generation: Generation): Environment => `prefect-${generation}`

/** Where a program of this generation's virtual environment is, such as `python` or `prefect`. */
export const peerProgram = (generation: Generation, program: string): string => environmentProgram(environmentOf(generation), program)

/** Makes the virtual environment of a generation, and its empty database, unless they are there. Answers true when it had to be made. */
export async function preparePeer(generation: Generation): Promise<boolean> {
  const made = await prepareEnvironment(environmentOf(generation))
  if (!existsSync(emptyDatabaseOf(generation))) await makeEmptyDatabase(generation)
  return made
}

/** A SQLite file with the tables of a generation's server and no rows: making the hundred steps anew takes each server seconds. */
export const emptyDatabaseOf = (generation: Generation): string => join(environmentFolder(environmentOf(generation)), 'empty.db')

async function makeEmptyDatabase(generation: Generation): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'millrace-prefect-'))
  try {
    await using upgrade = supervise({
      program: peerProgram(generation, 'prefect'),
      argv: ['server', 'database', 'upgrade', '--yes'],
      env: cleanEnvironment({ PREFECT_HOME: home, PREFECT_SERVER_ANALYTICS_ENABLED: 'false' }),
    })
    const code = await upgrade.ended
    if (code !== 0) throw new Error(`Prefect ${generation} could not make its tables, it ended with ${code}:\n${upgrade.output()}`)
    // Under its name only once it is whole, as several test files may make it at once.
    const whole = `${emptyDatabaseOf(generation)}.${process.pid}`
    const database = new DatabaseSync(join(home, 'prefect.db'))
    database.exec(`vacuum into '${whole.replaceAll("'", "''")}'`)
    database.close()
    await rename(whole, emptyDatabaseOf(generation))
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

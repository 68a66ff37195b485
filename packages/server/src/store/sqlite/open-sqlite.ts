import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type StorageFailed, StoreUnopenable } from '../errors.ts'
import { migrateSqlite } from '../migrations/migrate-sqlite.ts'
import type { Store } from '../store.ts'
import { SqliteConnection } from './connection.ts'
import { isNoDatabase } from './errors.ts'
import { GroupWriter } from './group-writer.ts'
import { patiently } from './patience.ts'
import { SqliteStore } from './sqlite-store.ts'

export interface SqliteOptions {
  /** A file, made if it is not there, or `:memory:`. */
  readonly path: string
  readonly synchronous: 'FULL' | 'NORMAL' | 'OFF'
  readonly migrate: boolean
  readonly onFatal: (error: StorageFailed) => void
}

const IN_MEMORY = ':memory:'

/** The log is cut back to this many bytes after a checkpoint, so that one big write does not keep the disk for ever. */
const LONGEST_LOG = 64 * 1024 * 1024
/**
 * Pages of log after which they are copied into the file. A write touches some ten pages, most of them again and again: eight times
 * SQLite's own 1000 saves most of that copying and its fsyncs (a tenth of a transition at NORMAL), for a log of 32 MB.
 */
const CHECKPOINT = 8000
/** Kilobytes of pages that each connection may keep; taken only as they are used. */
const CACHE = 16_000

/** Opens a SQLite file (or memory), brings its tables up to date, and takes writes for it. */
export async function openSqlite({ path, synchronous, migrate, onFatal }: SqliteOptions): Promise<Store> {
  const inMemory = path === IN_MEMORY
  const opened: SqliteConnection[] = []
  const connect = (): SqliteConnection => {
    const connection = new SqliteConnection(path)
    opened.push(connection)
    return connection
  }
  try {
    if (!inMemory) await mkdir(dirname(path), { recursive: true })
    const writing = connect()
    await patiently(() => writing.exec(`pragma journal_mode = wal; pragma synchronous = ${synchronous}; pragma foreign_keys = on`))
    writing.exec(
      `pragma wal_autocheckpoint = ${CHECKPOINT}; pragma journal_size_limit = ${LONGEST_LOG}; pragma cache_size = -${CACHE}; pragma temp_store = memory`,
    )
    await migrateSqlite(writing, path, migrate)
    const reading = inMemory ? undefined : connect()
    reading?.exec(`pragma query_only = on; pragma cache_size = -${CACHE}; pragma temp_store = memory`)
    return new SqliteStore(writing, new GroupWriter(writing, onFatal), reading)
  } catch (error) {
    for (const connection of opened) connection.close()
    throw explain(error, path)
  }
}

function explain(error: unknown, path: string): unknown {
  if (error instanceof StoreUnopenable || !(error instanceof Error)) return error
  const elsewhere = 'name another file by MILLRACE_SERVER_DATABASE_CONNECTION_URL or another folder by MILLRACE_HOME'
  if (isNoDatabase(error)) {
    return new StoreUnopenable(`expected a SQLite database in ${path}, found a file of another kind; move it away or ${elsewhere}`, {
      cause: error,
    })
  }
  return new StoreUnopenable(`cannot open the database ${path}: ${error.message}; make its folder writable, or ${elsewhere}`, {
    cause: error,
  })
}

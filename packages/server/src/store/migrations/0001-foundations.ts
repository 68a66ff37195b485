import type { Dialect } from '../dialect/dialect.ts'
import type { Migration } from './migration.ts'
import { definitionTables, type Types } from './0001-definition-tables.ts'
import { runTables } from './0001-run-tables.ts'
import { streamTables } from './0001-stream-tables.ts'

const SQLITE: Types = {
  id: 'text',
  text: 'text',
  time: 'text',
  json: 'text',
  tags: 'text',
  bool: 'integer',
  int: 'integer',
  real: 'real',
  table: 'strict',
  clustered: 'strict, without rowid',
}

/** Differs by necessity: text sorts and folds case by bytes, as SQLite does, whatever the locale of the cluster is. */
const POSTGRES: Types = {
  id: 'uuid',
  text: 'text collate "C"',
  time: 'timestamptz',
  json: 'text',
  tags: 'jsonb',
  bool: 'boolean',
  int: 'bigint',
  real: 'double precision',
  table: '',
  clustered: '',
}

/** How a database spells the types of columns. */
export const typesOf = (database: Dialect['name']): Types => (database === 'sqlite' ? SQLITE : POSTGRES)

/** Every table of the first release, with its keys and indexes. */
export const foundations: Migration = {
  name: '0001-foundations',
  statements: (database) => {
    const types = typesOf(database)
    return [...definitionTables(types), ...runTables(types, database), ...streamTables(types)]
  },
}

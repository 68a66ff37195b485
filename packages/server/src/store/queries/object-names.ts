import type { NamedKind } from '@millrace/protocol/automation-words'
import { sql } from 'kysely'
import type { Queries } from '../store.ts'

const TABLES = {
  deployment: 'deployment',
  flow: 'flow',
  'work-pool': 'work_pool',
  'work-queue': 'work_queue',
  automation: 'automation',
} as const satisfies Record<NamedKind, string>

const KINDS = Object.keys(TABLES) as readonly NamedKind[]

/** The names of objects of several kinds by their ids: one look at each kind that some of them are of. */
export async function namesOfObjects(
  { db, dialect }: Queries,
  some: readonly Readonly<Record<NamedKind, readonly string[]>>[],
): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(
    KINDS.map(async (kind) => {
      const ids = [...new Set(some.flatMap((each) => each[kind]))]
      if (ids.length === 0) return []
      const table = TABLES[kind]
      const among = dialect.among(`${table}.id`, ids)
      const { rows } = await sql<{ id: string; name: string }>`select id, name from ${sql.table(table)} where ${among}`.execute(db)
      return rows
    }),
  )
  return new Map(found.flat().map(({ id, name }) => [id, name]))
}

import { sql } from 'kysely'
import type { Json, VariableFilter } from '@millrace/protocol'
import { variableWhere } from '../filters/variable-where.ts'
import type { VariableRow } from '../schema.ts'
import type { Queries, Transaction } from '../store.ts'

/** Which variable is meant: by its id or by its name. */
export type VariableKey = { readonly id: string } | { readonly name: string }

/** Writes a variable. Throws `IntegrityError` when the name is taken. */
export async function insertVariable({ db }: Transaction, row: VariableRow): Promise<void> {
  await db.insertInto('variable').values(row).execute()
}

/** One variable. */
export const readVariable = ({ db }: Queries, key: VariableKey): Promise<VariableRow | undefined> =>
  db
    .selectFrom('variable')
    .selectAll()
    .where(...equal(key))
    .executeTakeFirst()

/** The values of variables by name; names without a variable are left out. */
export async function readVariableValues({ db, dialect }: Queries, names: readonly string[]): Promise<Map<string, Json>> {
  const rows = await db.selectFrom('variable').select(['name', 'value']).where(dialect.among('variable.name', names)).execute()
  return new Map(rows.map(({ name, value }) => [name, value]))
}

/** Changes a variable and answers it as it is then; undefined when there is none. Throws `IntegrityError` when the new name is taken. */
export const updateVariable = ({ db }: Transaction, key: VariableKey, changes: Partial<VariableRow>): Promise<VariableRow | undefined> =>
  db
    .updateTable('variable')
    .set(changes)
    .where(...equal(key))
    .returningAll()
    .executeTakeFirst()

/** Deletes a variable and answers it; undefined when there is none. */
export const deleteVariable = ({ db }: Transaction, key: VariableKey): Promise<VariableRow | undefined> =>
  db
    .deleteFrom('variable')
    .where(...equal(key))
    .returningAll()
    .executeTakeFirst()

const equal = (key: VariableKey): ['id' | 'name', '=', string] => ('id' in key ? ['id', '=', key.id] : ['name', '=', key.name])

const ORDER = {
  CREATED_DESC: sql`variable.created desc`,
  UPDATED_DESC: sql`variable.updated desc`,
  NAME_DESC: sql`variable.name desc`,
  NAME_ASC: sql`variable.name asc`,
}

interface VariablePage {
  readonly filter: VariableFilter | null | undefined
  readonly sort: keyof typeof ORDER
  readonly limit: number
  readonly offset: number
}

/** One page of the variables that match. */
export const listVariables = ({ db, dialect }: Queries, { filter, sort, limit, offset }: VariablePage): Promise<VariableRow[]> =>
  db
    .selectFrom('variable')
    .selectAll()
    .where(filter ? variableWhere(dialect, filter) : sql<boolean>`true`)
    .orderBy(ORDER[sort])
    .orderBy('variable.id')
    .limit(limit)
    .offset(offset)
    .execute()

/** How many variables match. */
export async function countVariables({ db, dialect }: Queries, filter: VariableFilter | null | undefined): Promise<number> {
  const { count } = await db
    .selectFrom('variable')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where(filter ? variableWhere(dialect, filter) : sql<boolean>`true`)
    .executeTakeFirstOrThrow()
  return count
}

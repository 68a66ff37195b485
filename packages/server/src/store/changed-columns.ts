import type { HotStatement, Transaction } from './store.ts'

/**
 * Makes a function that writes what has changed of one row since it was loaded. A column that has not is not named: SQLite rewrites
 * the entries of every index over a column that is set, also to the value it had, and most of what a transition costs is index pages.
 */
export function changedColumns<Column extends string>(
  table: string,
  columns: readonly Column[],
): (
  tx: Transaction,
  loaded: { readonly id: string } & Readonly<Partial<Record<Column, unknown>>>,
  row: Readonly<Record<Column, unknown>>,
) => Promise<void> {
  const statements = new Map<string, HotStatement>()
  const statementFor = (changed: readonly Column[]): HotStatement => {
    const set = changed.map((column) => `${column} = ?`).join(', ')
    const known = statements.get(set)
    if (known !== undefined) return known
    const statement = { sql: `update ${table} set ${set} where id = ?` }
    statements.set(set, statement)
    return statement
  }
  return async (tx, loaded, row) => {
    const changed = columns.filter((column) => row[column] !== loaded[column])
    if (changed.length === 0) return
    await tx.all(statementFor(changed), [...changed.map((column) => row[column]), loaded.id])
  }
}

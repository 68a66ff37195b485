import type { HotStatement, Transaction } from './store.ts'

/** Rows per statement; whatever is left over goes in smaller powers of two, so that a few statements stay prepared. */
const MOST_ROWS = 128

/**
 * Makes a function that inserts any number of rows in few statements. `ending` follows the values (`on conflict …`,
 * `returning …`); what it returns comes back for all rows together.
 */
export function bulkInsert<Row extends object, Returned = never>(
  table: string,
  columns: readonly (keyof Row & string)[],
  ending = '',
): (tx: Transaction, rows: readonly Row[]) => Promise<Returned[]> {
  const values = `(${columns.map(() => '?').join(', ')})`
  const statements = new Map<number, HotStatement>()
  const statementFor = (size: number): HotStatement => {
    const known = statements.get(size)
    if (known !== undefined) return known
    const statement = {
      sql: `insert into ${table} (${columns.join(', ')}) values ${Array<string>(size).fill(values).join(', ')} ${ending}`,
    }
    statements.set(size, statement)
    return statement
  }
  return async (tx, rows) => {
    const returned: Returned[] = []
    for (let start = 0, size = MOST_ROWS; start < rows.length; start += size) {
      while (size > rows.length - start) size /= 2
      const parameters = rows.slice(start, start + size).flatMap((row) => columns.map((column) => row[column]))
      returned.push(...(await tx.all<Returned>(statementFor(size), parameters)))
    }
    return returned
  }
}

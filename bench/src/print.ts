import Table from 'cli-table3'

/** Prints one table of results under a title. */
export function printTable(title: string, head: string[], rows: readonly string[][]): void {
  const table = new Table({ head, style: { head: [], border: [] }, colAligns: head.map((_, index) => (index === 0 ? 'left' : 'right')) })
  table.push(...rows)
  process.stdout.write(`${title}\n${table.toString()}\n`)
}

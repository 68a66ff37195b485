/** What spreadsheets take for a formula where a cell begins with it. */
const FORMULA = /^[=+\-@\t\r]/

/** A line of a table for spreadsheets: cells that would be formulas begin with an apostrophe, as nobody meant them to be computed. */
export const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map(cellOf).join(',')}\r\n`

function cellOf(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

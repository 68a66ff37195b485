/** A table as columns and rows, every cell a text. */
export interface TableData {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const cell = (value: unknown): string =>
  typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value)

/**
 * The data of a table artifact, which is a list of records, a list of lists, or lists by column (as Prefect takes them), as such or as
 * JSON text; undefined for anything else.
 */
export function tableOf(data: unknown): TableData | undefined {
  const value = typeof data === 'string' ? parsed(data) : data
  if (isRecord(value)) return byColumn(value)
  if (!Array.isArray(value)) return undefined
  if (value.every(isRecord)) {
    const columns = [...new Set(value.flatMap((row) => Object.keys(row)))]
    return { columns, rows: value.map((row) => columns.map((column) => cell(row[column]))) }
  }
  if (!value.every(Array.isArray)) return undefined
  const width = Math.max(0, ...value.map((row: readonly unknown[]) => row.length))
  return {
    columns: Array.from({ length: width }, (_, index) => String(index + 1)),
    rows: value.map((row: readonly unknown[]) => Array.from({ length: width }, (_, index) => cell(row[index]))),
  }
}

function byColumn(value: Readonly<Record<string, unknown>>): TableData | undefined {
  const columns = Object.keys(value)
  const lists = Object.values(value)
  if (columns.length === 0 || !lists.every(Array.isArray)) return undefined
  const height = Math.max(0, ...lists.map((list: readonly unknown[]) => list.length))
  return { columns, rows: Array.from({ length: height }, (_, row) => lists.map((list: readonly unknown[]) => cell(list[row]))) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

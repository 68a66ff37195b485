import type { AuditEntry } from '@millrace/protocol'

const COLUMNS = [
  'number',
  'at',
  'who',
  'address',
  'program',
  'action',
  'kind',
  'id',
  'name',
  'status',
  'details',
  'request_id',
  'hash',
] as const

/** Entries as lines of JSON, each as the server has it. */
export const asJsonLines = (entries: readonly AuditEntry[]): string => entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')

/** Entries as CSV, for a program that computes with tables: no cell begins as a formula does. */
export const asCsv = (entries: readonly AuditEntry[]): string =>
  [COLUMNS, ...entries.map((entry) => COLUMNS.map((column) => textOf(entry, column)))]
    .map((cells) => `${cells.map(cellOf).join(',')}\r\n`)
    .join('')

function textOf(entry: AuditEntry, column: (typeof COLUMNS)[number]): string {
  if (column === 'who') return entry.who.name ?? entry.who.kind
  if (column === 'details') return JSON.stringify(entry.details)
  return String(entry[column] ?? '')
}

const cellOf = (text: string): string => {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

import type { AuditEntry } from '../objects/account.ts'

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

const lineOf = (cells: readonly string[]): string => `${cells.map(cellOf).join(',')}\r\n`

/** What spreadsheets take for a formula where a cell begins with it: an apostrophe goes before, as nobody meant it to be computed. */
const cellOf = (text: string): string => {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** The first line of entries of the audit log as CSV. */
export const AUDIT_CSV_HEAD: string = lineOf(COLUMNS)

/** Entries of the audit log as lines of CSV. */
export const auditCsv = (entries: readonly AuditEntry[]): string =>
  entries.map((entry) => lineOf(COLUMNS.map((column) => textOf(entry, column)))).join('')

function textOf(entry: AuditEntry, column: (typeof COLUMNS)[number]): string {
  if (column === 'who') return entry.who.name ?? entry.who.kind
  if (column === 'details') return JSON.stringify(entry.details)
  return String(entry[column] ?? '')
}

/** Entries of the audit log as lines of JSON, each as the server has it. */
export const auditJsonLines = (entries: readonly AuditEntry[]): string => entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')

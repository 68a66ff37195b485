import { Option } from '@commander-js/extra-typings'
import type { AuditEntry } from '@millrace/protocol'
import { AUDIT_CSV_HEAD, auditCsv, auditJsonLines } from '@millrace/protocol/audit-export'
import type { DefineCommand } from '../../command.ts'
import { auditPages } from '../../lookups/audit-entries.ts'
import { auditFilter, auditOptions } from '../../options/audit-filter.ts'

/** `millrace audit export`: every entry that is wanted, newest first, written as it is read. */
export const exportEntries: DefineCommand = (command, { output, client }) =>
  auditOptions(command)
    .addOption(
      new Option('-o, --output <format>', 'one JSON array, an object a line, or a table for spreadsheets')
        .choices(['json', 'jsonl', 'csv'] as const)
        .default('jsonl' as const),
    )
    .action(async ({ output: form, ...wish }) => {
      const write = FORMS[form]
      let first = true
      for await (const entries of auditPages(await client(), await auditFilter(wish))) {
        output.raw(write(entries, first))
        first = false
      }
      if (first) output.raw(write([], true))
      if (form === 'json') output.raw('\n]\n')
    })

/** What is written for one page of entries. */
const FORMS: Readonly<Record<'json' | 'jsonl' | 'csv', (entries: readonly AuditEntry[], first: boolean) => string>> = {
  json: (entries, first) => `${first ? '[' : ','}${entries.map((entry) => `\n${JSON.stringify(entry)}`).join(',')}`,
  jsonl: auditJsonLines,
  csv: (entries, first) => `${first ? AUDIT_CSV_HEAD : ''}${auditCsv(entries)}`,
}

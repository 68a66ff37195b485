import { Option } from '@commander-js/extra-typings'
import type { AuditEntry } from '@millrace/protocol'
import type { DefineCommand } from '../../command.ts'
import { auditPages } from '../../lookups/audit-entries.ts'
import { auditFilter } from '../../options/audit-filter.ts'
import { csvLine } from '../../output/csv.ts'

/** `millrace audit export`: every entry that is wanted, newest first, written as it is read. */
export const exportEntries: DefineCommand = (command, { output, client }) =>
  command
    .option('--since <time>', "only from then on, as '2026-03-01' or '2 hours ago'")
    .option('--until <time>', 'only before then')
    .option('--who <name>', 'only what somebody did whose name has this in it')
    .option('--action <action>', 'only actions that begin so, as in deployments. or users.delete')
    .option('--id <id>', 'only what was done to the object of this id')
    .option('--refused', 'only what was refused')
    .addOption(
      new Option('-o, --output <format>', 'one JSON array, an object a line, or a table for spreadsheets')
        .choices(['json', 'jsonl', 'csv'] as const)
        .default('jsonl' as const),
    )
    .action(async ({ output: form, ...wish }) => {
      const { before, entry: written, between, after } = FORMS[form]
      output.raw(before)
      let first = true
      for await (const entries of auditPages(await client(), await auditFilter(wish))) {
        output.raw(`${first ? '' : between}${entries.map(written).join(between)}`)
        first = false
      }
      output.raw(first ? after.trimStart() : after)
    })

interface Form {
  readonly before: string
  readonly entry: (entry: AuditEntry) => string
  readonly between: string
  readonly after: string
}

const COLUMNS = [
  'number',
  'at',
  'who',
  'who_kind',
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
]

const FORMS: Readonly<Record<'json' | 'jsonl' | 'csv', Form>> = {
  json: { before: '[', entry: (entry) => `\n${JSON.stringify(entry)}`, between: ',', after: '\n]\n' },
  jsonl: { before: '', entry: (entry) => `${JSON.stringify(entry)}\n`, between: '', after: '' },
  csv: {
    before: csvLine(COLUMNS),
    entry: ({ who, details, ...rest }) =>
      csvLine([
        rest.number,
        rest.at,
        who.name,
        who.kind,
        rest.address,
        rest.program,
        rest.action,
        rest.kind,
        rest.id,
        rest.name,
        rest.status,
        JSON.stringify(details),
        rest.request_id,
        rest.hash,
      ]),
    between: '',
    after: '',
  },
}

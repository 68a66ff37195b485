import type { AuditEntry } from '@millrace/protocol'
import type { DefineCommand } from '../../command.ts'
import { auditPages } from '../../lookups/audit-entries.ts'
import { auditFilter, auditOptions } from '../../options/audit-filter.ts'
import { format } from '../../options/format.ts'
import { wholeNumber } from '../../options/parsers.ts'
import type { Piece } from '../../output/output.ts'
import { relativeTime } from '../../output/times.ts'

/** `millrace audit ls` */
export const ls: DefineCommand = (command, { output, client }) =>
  auditOptions(command)
    .option('--limit <count>', 'show at most this many', wholeNumber(1), 50)
    .addOption(format())
    .action(async ({ limit, output: form, ...wish }) => {
      const entries: AuditEntry[] = []
      for await (const page of auditPages(await client(), await auditFilter(wish), limit)) entries.push(...page)
      if (form === 'json') return output.json(entries)
      await output.table({
        title: 'Audit Log',
        columns: ['No.', 'When', 'Who', 'Action', 'Object', 'Status', 'From'],
        rows: entries.map((entry) => [
          String(entry.number),
          relativeTime(entry.at),
          whoOf(entry),
          entry.action,
          objectOf(entry),
          statusOf(entry),
          entry.address ?? '',
        ]),
      })
    })

function whoOf({ who: { kind, name } }: AuditEntry): string {
  if (kind === 'nobody') return 'nobody'
  if (kind === 'shared') return 'the auth string'
  return kind === 'key' ? `key ${name}` : (name ?? '')
}

const objectOf = ({ kind, name, id }: AuditEntry): string => (kind === null ? '' : `${kind} ${name ?? id ?? ''}`.trim())

const statusOf = ({ status, details: { more } }: AuditEntry): Piece => {
  const text = typeof more === 'number' ? `${status}, ${more} more` : String(status)
  return status < 400 ? text : { text, style: 'red' }
}

import type { AuditEntry } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { type Column, Table } from '../../components/table.tsx'
import { numberInWords } from '../../messages/counted.ts'
import { auditText as text } from '../../messages/audit.ts'
import { Moment } from '../../time/moment.tsx'
import { detailsInWords } from './details.ts'
import { ObjectLink } from './object-link.tsx'

/** Who did what to what, and how it was answered: one line each. */
export const AuditTable = ({ entries, stale }: { readonly entries: readonly AuditEntry[]; readonly stale: boolean }): ReactElement => (
  <Table caption={text.caption} columns={COLUMNS} rows={entries} keyOf={({ number }) => String(number)} stale={stale} />
)

const FIRST_REFUSED = 400

const COLUMNS: readonly Column<AuditEntry>[] = [
  {
    key: 'number',
    head: text.number,
    align: 'right',
    narrow: false,
    cell: ({ number }) => <span className="text-muted tabular-nums">{numberInWords(number)}</span>,
  },
  {
    key: 'at',
    head: text.at,
    cell: ({ at, who }) => (
      <>
        <Moment at={at} />
        <span className="block max-w-24 truncate text-xs text-muted sm:hidden">{text.whoIs(who)}</span>
      </>
    ),
  },
  {
    key: 'who',
    head: text.who,
    narrow: false,
    cell: ({ who, address, program }) => (
      <span
        className={who.kind === 'nobody' ? 'block max-w-50 truncate text-muted' : 'block max-w-50 truncate font-medium'}
        title={[address, program].filter((part) => part !== null).join('\n')}
      >
        {text.whoIs(who)}
      </span>
    ),
  },
  {
    key: 'what',
    head: text.what,
    cell: (entry) => {
      const details = detailsInWords(entry)
      return (
        <span className="block min-w-32 py-0.5">
          {text.done(entry.action, entry.status >= FIRST_REFUSED)}
          {details.length > 0 && <span className="text-muted"> · {details.join(' · ')}</span>}
          <span className="block max-w-48 truncate sm:hidden">
            <ObjectLink entry={entry} />
          </span>
        </span>
      )
    },
  },
  {
    key: 'object',
    head: text.object,
    narrow: false,
    cell: (entry) => (
      <span className="block max-w-60 truncate">
        <ObjectLink entry={entry} />
      </span>
    ),
  },
  { key: 'from', head: text.from, wide: true, cell: ({ address }) => <span className="text-muted">{address ?? '–'}</span> },
  {
    key: 'status',
    head: text.status,
    align: 'right',
    narrow: false,
    cell: ({ status }) => (
      <span className={status >= FIRST_REFUSED ? 'text-failed tabular-nums' : 'text-muted tabular-nums'}>{status}</span>
    ),
  },
]

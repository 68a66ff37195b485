import type { ApiKey } from '@millrace/protocol'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Button } from '../../components/button.tsx'
import { PLAIN_LINK } from '../../components/link-button.ts'
import { type Column, Table } from '../../components/table.tsx'
import { accessText } from '../../messages/access.ts'
import { accountText as text } from '../../messages/accounts.ts'
import { Moment } from '../../time/moment.tsx'
import { useNowAs } from '../../time/ticking.ts'

interface KeysTableProps {
  readonly keys: readonly ApiKey[]
  /** Those of others are among them. */
  readonly ofAll: boolean
  readonly onRevoke: (key: ApiKey) => void
}

/** Keys, whose they are, what they may do, when they were last used. */
export const KeysTable = ({ keys, ofAll, onRevoke }: KeysTableProps): ReactElement => (
  <Table caption={text.keys} columns={columnsOf(ofAll, onRevoke)} rows={keys} keyOf={({ id }) => id} />
)

const columnsOf = (ofAll: boolean, onRevoke: (key: ApiKey) => void): readonly Column<ApiKey>[] => [
  {
    key: 'name',
    head: text.name,
    cell: ({ name, prefix }) => (
      <span className="block py-1">
        <span className="block max-w-32 truncate font-medium sm:max-w-90" title={name}>
          {name}
        </span>
        <code className="block font-mono text-xs text-muted">{prefix}…</code>
      </span>
    ),
  },
  ...(ofAll
    ? [
        {
          key: 'of',
          head: text.of,
          narrow: false,
          cell: ({ user_name: user }: ApiKey) => user ?? <span className="text-muted">{text.ofServer}</span>,
        },
      ]
    : []),
  { key: 'role', head: text.role, cell: ({ role }) => <span title={accessText.may[role]}>{accessText.roles[role]}</span> },
  {
    key: 'pool',
    head: text.pool,
    narrow: false,
    cell: ({ role, work_pool_name: name }) =>
      name === null ? (
        <span className="text-muted">{role === 'worker' ? text.anyPool : '–'}</span>
      ) : (
        <Link to="/work-pools/work-pool/$name" params={{ name }} className={PLAIN_LINK}>
          {name}
        </Link>
      ),
  },
  { key: 'expires', head: text.expires, align: 'right', narrow: false, cell: ({ expires }) => <Expiry at={expires} /> },
  {
    key: 'used',
    head: text.lastUsed,
    align: 'right',
    narrow: false,
    cell: ({ last_used: last }) => (last === null ? <span className="text-muted">{text.unused}</span> : <Moment at={last} />),
  },
  {
    key: 'revoke',
    head: text.actions,
    align: 'right',
    stays: true,
    cell: (key) => (
      <Button look="danger" needs="apiKeys.revoke" aria-label={text.revokeNamed(key.name)} onClick={() => onRevoke(key)}>
        {text.revoke}
      </Button>
    ),
  },
]

function Expiry({ at }: { readonly at: string | null }): ReactElement {
  const over = useNowAs((now) => at !== null && Date.parse(at) <= now)
  if (at === null) return <span className="text-muted">{text.expiresNever}</span>
  return over ? <span className="text-overdue">{text.expired}</span> : <Moment at={at} />
}

import type { User } from '@millrace/protocol'
import { Ellipsis } from 'lucide-react'
import type { ReactElement } from 'react'
import { IconButton } from '../../components/icon-button.tsx'
import { Menu } from '../../components/menu.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { accessText } from '../../messages/access.ts'
import { accountText as text } from '../../messages/accounts.ts'
import { Moment } from '../../time/moment.tsx'

interface UserActs {
  readonly onEdit: (user: User) => void
  readonly onTurn: (user: User) => void
  readonly onDelete: (user: User) => void
}

/** Who may sign in, as what, and when they last did. */
export const UsersTable = ({ users, acts }: { readonly users: readonly User[]; readonly acts: UserActs }): ReactElement => (
  <Table caption={text.users} columns={columnsOf(acts)} rows={users} keyOf={({ id }) => id} />
)

const columnsOf = ({ onEdit, onTurn, onDelete }: UserActs): readonly Column<User>[] => [
  {
    key: 'name',
    head: text.name,
    cell: ({ name, disabled }) => (
      <span className="block py-1">
        <span className="block max-w-40 truncate font-medium sm:max-w-90" title={name}>
          {name}
        </span>
        {disabled && <span className="text-xs text-overdue sm:hidden">{text.disabled}</span>}
      </span>
    ),
  },
  { key: 'role', head: text.role, cell: ({ role }) => <span title={accessText.may[role]}>{accessText.roles[role]}</span> },
  {
    key: 'status',
    head: text.status,
    narrow: false,
    cell: ({ disabled }) => (disabled ? <span className="text-overdue">{text.disabled}</span> : text.active),
  },
  {
    key: 'last',
    head: text.lastSignIn,
    align: 'right',
    narrow: false,
    cell: ({ last_sign_in: last }) => (last === null ? <span className="text-muted">{text.never}</span> : <Moment at={last} />),
  },
  { key: 'created', head: text.created, align: 'right', narrow: false, cell: ({ created }) => <Moment at={created} /> },
  {
    key: 'actions',
    head: text.actions,
    align: 'right',
    stays: true,
    cell: (user) => (
      <Menu
        trigger={<IconButton icon={Ellipsis} label={text.moreOf(user.name)} />}
        items={[
          { key: 'edit', label: text.edit, needs: 'users.update', onChoose: () => onEdit(user) },
          { key: 'turn', label: user.disabled ? text.enable : text.disable, needs: 'users.update', onChoose: () => onTurn(user) },
          { key: 'delete', label: text.delete, danger: true, needs: 'users.delete', onChoose: () => onDelete(user) },
        ]}
      />
    ),
  },
]

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { User } from '@millrace/protocol'
import { Plus } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { useMay } from '../access/rights.ts'
import { useWhyNot } from '../access/why-not.ts'
import { Button } from '../components/button.tsx'
import { Confirm } from '../components/confirm.tsx'
import { Empty } from '../components/empty.tsx'
import { Problem } from '../components/problem.tsx'
import { SearchInput } from '../components/search-input.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { namedSearch } from '../features/named/search.ts'
import { DeleteUser } from '../features/users/delete-user.tsx'
import { turnUser, usersQuery } from '../features/users/queries.ts'
import { UserDialog } from '../features/users/user-dialog.tsx'
import { UsersTable } from '../features/users/users-table.tsx'
import { WithAccounts } from '../features/users/with-accounts.tsx'
import { accountText as text } from '../messages/accounts.ts'

const route = getRouteApi('/settings/users')

/** Who may sign in, and as what? */
export function UsersPage(): ReactElement {
  const mayList = useMay('administer')
  const why = useWhyNot('users.list')
  return <WithAccounts>{() => (mayList ? <Users /> : <p className="text-muted">{why}</p>)}</WithAccounts>
}

type Open = { readonly kind: 'edit' | 'turn' | 'delete'; readonly user: User } | { readonly kind: 'new' }

function Users(): ReactElement {
  const { name = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const cache = useQueryClient()
  const users = useQuery(usersQuery)
  const [open, setOpen] = useState<Open>()
  const close = (): void => setOpen(undefined)
  const turn = useMutation({
    mutationFn: ({ id, disabled }: User) => turnUser(id, !disabled),
    onSettled: () => cache.invalidateQueries({ queryKey: usersQuery.queryKey }),
  })
  const shown = (users.data ?? []).filter((user) => user.name.toLowerCase().includes(name.toLowerCase()))
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchInput
          label={text.search}
          value={name}
          onChange={(next) => void navigate({ search: namedSearch({ name: next }), replace: true })}
        />
        <span className="ms-auto">
          <Button look="primary" needs="users.create" onClick={() => setOpen({ kind: 'new' })}>
            <Plus aria-hidden size={14} />
            {text.addUser}
          </Button>
        </span>
      </div>
      {users.isPending && <Skeleton rows={6} />}
      {users.isError && <Problem error={users.error} onRetry={() => void users.refetch()} />}
      {turn.isError && (
        <div className="mb-3">
          <Problem error={turn.error} />
        </div>
      )}
      {users.data !== undefined &&
        (shown.length === 0 ? (
          <Empty {...(name === '' ? { command: text.createAdmin } : {})}>{name === '' ? text.noUsers : text.noMatch}</Empty>
        ) : (
          <UsersTable
            users={shown}
            acts={{
              onEdit: (user) => setOpen({ kind: 'edit', user }),
              onTurn: (user) => (user.disabled ? turn.mutate(user) : setOpen({ kind: 'turn', user })),
              onDelete: (user) => setOpen({ kind: 'delete', user }),
            }}
          />
        ))}
      {open?.kind === 'new' && <UserDialog edited={undefined} onClose={close} />}
      {open?.kind === 'edit' && <UserDialog edited={open.user} onClose={close} />}
      {open?.kind === 'delete' && <DeleteUser user={open.user} onClose={close} />}
      {open?.kind === 'turn' && (
        <Confirm
          title={text.disableTitle(open.user.name)}
          verb={text.disable}
          needs="users.update"
          onConfirm={() => turn.mutateAsync(open.user)}
          onClose={close}
        >
          {text.disableWords}
        </Confirm>
      )}
    </>
  )
}

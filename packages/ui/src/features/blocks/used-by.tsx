import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { PLAIN_LINK } from '../../components/link-button.ts'
import { Problem } from '../../components/problem.tsx'
import { blockText as text } from '../../messages/blocks.ts'
import { blockUsersQuery } from './queries.ts'
import type { BlockUser } from './users.ts'

/** What uses a block. */
export function UsedBy({ id }: { readonly id: string }): ReactElement {
  const users = useQuery(blockUsersQuery(id))
  if (users.isError) return <Problem error={users.error} onRetry={() => void users.refetch()} />
  if (users.data?.length === 0) return <p className="text-muted">{text.unused}</p>
  return (
    <ul>
      {users.data?.map((user) => (
        <li key={`${user.kind} ${user.id}`} className="min-h-6">
          <span className="text-muted">{text.users[user.kind]}</span> <UserLink user={user} />
        </li>
      ))}
    </ul>
  )
}

function UserLink({ user: { kind, id, name } }: { readonly user: BlockUser }): ReactElement {
  switch (kind) {
    case 'block':
      return (
        <Link to="/blocks/block/$id" params={{ id }} className={PLAIN_LINK}>
          {name}
        </Link>
      )
    case 'deployment':
      return (
        <Link to="/deployments/deployment/$id" params={{ id }} className={PLAIN_LINK}>
          {name}
        </Link>
      )
    case 'automation':
      break
  }
  return (
    <Link to="/automations/automation/$id" params={{ id }} className={PLAIN_LINK}>
      {name}
    </Link>
  )
}

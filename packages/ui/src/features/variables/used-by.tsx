import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { PLAIN_LINK } from '../../components/link-button.ts'
import { objectText } from '../../messages/objects.ts'
import { variableUsersQuery } from './queries.ts'

/** The deployments that name a variable; nothing while none is known to. */
export function UsedBy({ name }: { readonly name: string }): ReactElement | null {
  const users = useQuery(variableUsersQuery(name))
  if (users.data === undefined || users.data.length === 0) return null
  return (
    <div>
      <p className="font-medium">{objectText.variables.usedBy}</p>
      <ul>
        {users.data.map(({ id, name: deployment }) => (
          <li key={id}>
            <Link to="/deployments/deployment/$id" params={{ id }} className={PLAIN_LINK}>
              {deployment}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}

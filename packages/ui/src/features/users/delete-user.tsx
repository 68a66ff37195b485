import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { User } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { Confirm } from '../../components/confirm.tsx'
import { accountText as text } from '../../messages/accounts.ts'
import { deleteUser, keysQuery, usersQuery } from './queries.ts'

/** Asks before a user is deleted, and says which of their keys end with them. */
export function DeleteUser({ user: { id, name }, onClose }: { readonly user: User; readonly onClose: () => void }): ReactElement {
  const cache = useQueryClient()
  const keys = useQuery(keysQuery)
  const theirs = (keys.data ?? []).filter((key) => key.user_id === id)
  const remove = async (): Promise<void> => {
    await deleteUser(id)
    await Promise.all([
      cache.invalidateQueries({ queryKey: usersQuery.queryKey }),
      cache.invalidateQueries({ queryKey: keysQuery.queryKey }),
    ])
  }
  return (
    <Confirm title={text.deleteTitle(name)} verb={text.delete} needs="users.delete" onConfirm={remove} onClose={onClose}>
      {keys.data !== undefined && (
        <p className="break-words">
          {text.deleteWords(theirs.length)}{' '}
          {theirs.length > 0 && <b className="font-medium">{text.names(theirs.map((key) => key.name))}.</b>}
        </p>
      )}
      <p className="mt-2 text-muted">{text.deleteStays}</p>
    </Confirm>
  )
}

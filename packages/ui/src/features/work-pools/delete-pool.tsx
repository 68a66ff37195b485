import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { ConfirmByName } from '../../components/confirm-by-name.tsx'
import { poolText as text } from '../../messages/work-pools.ts'
import { deletePool } from './queries.ts'

/** Deletes a pool, once its name was typed: much hangs on it. */
export function DeletePool({ name, onClose }: { readonly name: string; readonly onClose: () => void }): ReactElement {
  const cache = useQueryClient()
  const navigate = useNavigate()
  const remove = async (): Promise<void> => {
    await deletePool(name)
    await navigate({ to: '/work-pools' })
    cache.removeQueries({ queryKey: ['work pool', name] })
    await cache.invalidateQueries({ queryKey: ['work pools'] })
  }
  return (
    <ConfirmByName
      title={text.deleteTitle(name)}
      name={name}
      verb={text.delete}
      needs="workPools.delete"
      onConfirm={remove}
      onClose={onClose}
    >
      {text.deleteWords}
    </ConfirmByName>
  )
}

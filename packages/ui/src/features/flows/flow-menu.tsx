import type { Flow } from '@millrace/protocol'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactElement, useState } from 'react'
import { api } from '../../api/api.ts'
import { ConfirmByName } from '../../components/confirm-by-name.tsx'
import { PageMenu } from '../../components/page-menu.tsx'
import { toast } from '../../components/toast.ts'
import { en } from '../../messages/en.ts'
import { flowText as text } from '../../messages/flows.ts'
import { objectText } from '../../messages/objects.ts'
import { deploymentsOfQuery } from './queries.ts'

/** What is done with a flow less often. */
export function FlowMenu({ flow: { id, name } }: { readonly flow: Flow }): ReactElement {
  const [deleting, setDeleting] = useState(false)
  return (
    <>
      <PageMenu
        items={[
          { key: 'id', label: en.copyId, onChoose: () => void navigator.clipboard.writeText(id).then(() => toast(en.copied)) },
          { key: 'delete', label: objectText.delete, danger: true, needs: 'flows.delete', onChoose: () => setDeleting(true) },
        ]}
      />
      {deleting && <DeleteFlow id={id} name={name} onClose={() => setDeleting(false)} />}
    </>
  )
}

interface DeleteFlowProps {
  readonly id: string
  readonly name: string
  readonly onClose: () => void
}

/** Deletes a flow, once its name was typed: all its runs go with it. */
function DeleteFlow({ id, name, onClose }: DeleteFlowProps): ReactElement {
  const cache = useQueryClient()
  const navigate = useNavigate()
  const deployments = useQuery(deploymentsOfQuery(id))
  const remove = async (): Promise<void> => {
    await api.flows.delete({ params: { id } })
    await navigate({ to: '/flows' })
    await cache.invalidateQueries({ queryKey: ['flows'] })
  }
  return (
    <ConfirmByName
      title={objectText.deleteTitle(name)}
      name={name}
      verb={objectText.delete}
      needs="flows.delete"
      onConfirm={remove}
      onClose={onClose}
    >
      {text.deleteWords(deployments.data?.length)}
    </ConfirmByName>
  )
}

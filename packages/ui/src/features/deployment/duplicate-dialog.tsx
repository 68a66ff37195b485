import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Deployment } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { refusalOf } from '../../api/refusal.ts'
import { FormDialog } from '../../components/form-dialog.tsx'
import { LineField } from '../../components/line-field.tsx'
import { deploymentText as text } from '../../messages/deployments.ts'
import { copyDeployment, NameTaken } from './queries.ts'

/** A new deployment with everything that one has; its schedules are switched off, so that nothing runs twice. */
export function DuplicateDialog({ deployment, onClose }: { readonly deployment: Deployment; readonly onClose: () => void }): ReactElement {
  const cache = useQueryClient()
  const navigate = useNavigate()
  const [name, setName] = useState(text.copyOf(deployment.name))
  const copy = useMutation({
    mutationFn: () => copyDeployment(deployment, name),
    onSuccess: async ({ id }) => {
      await cache.invalidateQueries({ queryKey: ['deployments'] })
      onClose()
      await navigate({ to: '/deployments/deployment/$id', params: { id } })
    },
  })
  const taken = copy.error instanceof NameTaken ? [copy.error.message] : []
  const { at, rest } = refusalOf(copy.error, ['name'])
  return (
    <FormDialog
      title={text.duplicateTitle(deployment.name)}
      verb={text.duplicate}
      needs="deployments.create"
      disabled={copy.isPending}
      error={taken.length === 0 ? rest : null}
      onSubmit={copy.mutate}
      onClose={onClose}
    >
      <LineField label={text.name} help={text.duplicateHelp} faults={[...taken, ...at('name')]} required value={name} onChange={setName} />
    </FormDialog>
  )
}

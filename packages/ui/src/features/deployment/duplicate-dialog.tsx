import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Deployment } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { refusalOf } from '../../api/refusal.ts'
import { Button } from '../../components/button.tsx'
import { Buttons, Dialog } from '../../components/dialog.tsx'
import { LineField } from '../../components/line-field.tsx'
import { Problem } from '../../components/problem.tsx'
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
    <Dialog title={text.duplicateTitle(deployment.name)} open onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          copy.mutate()
        }}
      >
        <LineField
          label={text.name}
          help={text.duplicateHelp}
          faults={[...taken, ...at('name')]}
          required
          value={name}
          onChange={setName}
        />
        {taken.length === 0 && rest !== null && <Problem error={rest} />}
        <Buttons>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button look="primary" type="submit" disabled={copy.isPending}>
            {text.duplicate}
          </Button>
        </Buttons>
      </form>
    </Dialog>
  )
}

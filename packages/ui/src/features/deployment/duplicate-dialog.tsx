import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Deployment } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { faultsByField } from '../../api/errors.ts'
import { Button } from '../../components/button.tsx'
import { Buttons, Dialog } from '../../components/dialog.tsx'
import { Field, INPUT } from '../../components/field.tsx'
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
  const taken = copy.error instanceof NameTaken ? [copy.error.message] : (faultsByField(copy.error).get('name') ?? [])
  return (
    <Dialog title={text.duplicateTitle(deployment.name)} open onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          copy.mutate()
        }}
      >
        <Field label={text.name} help={text.duplicateHelp} faults={taken}>
          {(attributes) => (
            <input {...attributes} required className={INPUT} value={name} onChange={({ target }) => setName(target.value)} />
          )}
        </Field>
        {copy.isError && taken.length === 0 && <Problem error={copy.error} />}
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

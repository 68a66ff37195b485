import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Deployment } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Buttons, Dialog } from '../../components/dialog.tsx'
import { Problem } from '../../components/problem.tsx'
import { deploymentText as text } from '../../messages/deployments.ts'
import { deleteDeployment } from './queries.ts'

/** Deletes a deployment, after saying what goes with it. */
export function DeleteButton({ deployment: { id, name, schedules } }: { readonly deployment: Deployment }): ReactElement {
  const cache = useQueryClient()
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const remove = useMutation({
    mutationFn: () => deleteDeployment(id),
    onSuccess: async () => {
      await navigate({ to: '/deployments' })
      cache.removeQueries({ queryKey: ['deployment', id] })
      await cache.invalidateQueries({ queryKey: ['deployments'] })
    },
  })
  return (
    <>
      <Button look="danger" onClick={() => setOpen(true)}>
        {text.delete}
      </Button>
      <Dialog title={text.deleteTitle(name)} open={open} onClose={() => setOpen(false)}>
        <p>{text.deleteWords(schedules.length)}</p>
        {remove.isError && <Problem error={remove.error} />}
        <Buttons>
          <Button onClick={() => setOpen(false)}>{text.cancel}</Button>
          <Button look="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
            {text.delete}
          </Button>
        </Buttons>
      </Dialog>
    </>
  )
}

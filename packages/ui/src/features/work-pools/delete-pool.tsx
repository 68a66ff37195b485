import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactElement, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Buttons, Dialog } from '../../components/dialog.tsx'
import { Field, INPUT } from '../../components/field.tsx'
import { Problem } from '../../components/problem.tsx'
import { en } from '../../messages/en.ts'
import { poolText as text } from '../../messages/work-pools.ts'
import { deletePool } from './queries.ts'

/** Deletes a pool, once its name was typed: much hangs on it. */
export function DeletePool({ name }: { readonly name: string }): ReactElement {
  const cache = useQueryClient()
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const remove = useMutation({
    mutationFn: () => deletePool(name),
    onSuccess: async () => {
      await navigate({ to: '/work-pools' })
      cache.removeQueries({ queryKey: ['work pool', name] })
      await cache.invalidateQueries({ queryKey: ['work pools'] })
    },
  })
  return (
    <>
      <Button look="danger" onClick={() => setOpen(true)}>
        {text.delete}
      </Button>
      <Dialog title={text.deleteTitle(name)} open={open} onClose={() => setOpen(false)}>
        <form
          className="flex flex-col gap-3"
          onSubmit={(event) => {
            event.preventDefault()
            remove.mutate()
          }}
        >
          <p>{text.deleteWords}</p>
          <Field label={text.typedName(name)}>
            {(attributes) => (
              <input {...attributes} autoComplete="off" className={INPUT} value={typed} onChange={({ target }) => setTyped(target.value)} />
            )}
          </Field>
          {remove.isError && <Problem error={remove.error} />}
          <Buttons>
            <Button onClick={() => setOpen(false)}>{en.cancel}</Button>
            <Button look="danger" type="submit" disabled={typed !== name || remove.isPending}>
              {text.delete}
            </Button>
          </Buttons>
        </form>
      </Dialog>
    </>
  )
}

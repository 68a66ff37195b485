import { useMutation } from '@tanstack/react-query'
import { type ReactElement, type ReactNode, useState } from 'react'
import type { Needs } from '../access/needs.ts'
import { en } from '../messages/en.ts'
import { Field, INPUT } from './field.tsx'
import { FormDialog } from './form-dialog.tsx'

interface ConfirmByNameProps {
  readonly title: string
  /** What has to be typed. */
  readonly name: string
  /** What is taken away, in words. */
  readonly children: ReactNode
  readonly verb: string
  /** The call that does it. */
  readonly needs: Needs
  readonly onConfirm: () => Promise<unknown>
  readonly onClose: () => void
}

/** Asks for the name before something is taken away on which much hangs. */
export function ConfirmByName({ title, name, children, verb, needs, onConfirm, onClose }: ConfirmByNameProps): ReactElement {
  const [typed, setTyped] = useState('')
  const done = useMutation({ mutationFn: onConfirm, onSuccess: onClose })
  return (
    <FormDialog
      title={title}
      verb={verb}
      look="danger"
      needs={needs}
      disabled={typed !== name || done.isPending}
      error={done.error}
      onSubmit={() => done.mutate()}
      onClose={onClose}
    >
      <div>{children}</div>
      <Field label={en.typedName(name)}>
        {(attributes) => (
          <input {...attributes} autoComplete="off" className={INPUT} value={typed} onChange={({ target }) => setTyped(target.value)} />
        )}
      </Field>
    </FormDialog>
  )
}

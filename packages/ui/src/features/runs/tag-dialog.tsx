import type { FlowRunRow } from '@millrace/protocol'
import { useMutation } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import type { Needs } from '../../access/needs.ts'
import { Button } from '../../components/button.tsx'
import { Field, INPUT } from '../../components/field.tsx'
import { FormDialog } from '../../components/form-dialog.tsx'
import { runText } from '../../messages/runs.ts'

const text = runText.list

interface TagDialogProps {
  /** That of runs where none is given. */
  readonly title?: string
  readonly runs: readonly Pick<FlowRunRow, 'tags'>[]
  /** The call that changes their tags. */
  readonly needs: Needs
  readonly onClose: () => void
  readonly onTag: (wish: { readonly tag: string; readonly remove: boolean }) => Promise<unknown>
}

/** Gives a tag to runs, or takes one that they have. */
export function TagDialog({ title, runs, needs, onClose, onTag }: TagDialogProps): ReactElement {
  const [typed, setTyped] = useState('')
  const act = useMutation({ mutationFn: onTag, onSuccess: onClose })
  const tag = typed.trim()
  const carried = [...new Set(runs.flatMap(({ tags }) => tags))].toSorted((one, other) => one.localeCompare(other))
  return (
    <FormDialog
      title={title ?? text.tagTitle(runs.length)}
      verb={text.addTag}
      needs={needs}
      disabled={act.isPending || tag === ''}
      error={act.error}
      onSubmit={() => act.mutate({ tag, remove: false })}
      onClose={onClose}
    >
      <Field label={text.newTag}>
        {(attributes) => <input {...attributes} className={INPUT} value={typed} onChange={({ target }) => setTyped(target.value)} />}
      </Field>
      {carried.length > 0 && (
        <fieldset className="flex flex-wrap gap-2">
          <legend className="mb-1 font-medium">{text.removeTag}</legend>
          {carried.map((each) => (
            <Button key={each} needs={needs} disabled={act.isPending} onClick={() => act.mutate({ tag: each, remove: true })}>
              {each} ×
            </Button>
          ))}
        </fieldset>
      )}
    </FormDialog>
  )
}

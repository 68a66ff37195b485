import type { FlowRunRow } from '@millrace/protocol'
import { useMutation } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Buttons, Dialog } from '../../components/dialog.tsx'
import { Field, INPUT } from '../../components/field.tsx'
import { Problem } from '../../components/problem.tsx'
import { en } from '../../messages/en.ts'
import { runText } from '../../messages/runs.ts'

const text = runText.list

interface TagDialogProps {
  /** That of runs where none is given. */
  readonly title?: string
  readonly runs: readonly Pick<FlowRunRow, 'tags'>[]
  readonly onClose: () => void
  readonly onTag: (wish: { readonly tag: string; readonly remove: boolean }) => Promise<unknown>
}

/** Gives a tag to runs, or takes one that they have. */
export function TagDialog({ title, runs, onClose, onTag }: TagDialogProps): ReactElement {
  const [typed, setTyped] = useState('')
  const act = useMutation({ mutationFn: onTag, onSuccess: onClose })
  const tag = typed.trim()
  const carried = [...new Set(runs.flatMap(({ tags }) => tags))].toSorted((one, other) => one.localeCompare(other))
  return (
    <Dialog title={title ?? text.tagTitle(runs.length)} open onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (tag !== '') act.mutate({ tag, remove: false })
        }}
      >
        <Field label={text.newTag}>
          {(attributes) => <input {...attributes} className={INPUT} value={typed} onChange={({ target }) => setTyped(target.value)} />}
        </Field>
        {carried.length > 0 && (
          <fieldset className="flex flex-wrap gap-2">
            <legend className="mb-1 font-medium">{text.removeTag}</legend>
            {carried.map((each) => (
              <Button key={each} disabled={act.isPending} onClick={() => act.mutate({ tag: each, remove: true })}>
                {each} ×
              </Button>
            ))}
          </fieldset>
        )}
        {act.isError && <Problem error={act.error} />}
        <Buttons>
          <Button onClick={onClose}>{en.cancel}</Button>
          <Button type="submit" look="primary" disabled={tag === '' || act.isPending}>
            {text.addTag}
          </Button>
        </Buttons>
      </form>
    </Dialog>
  )
}

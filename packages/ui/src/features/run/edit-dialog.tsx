import type { FlowRun } from '@millrace/protocol'
import { useMutation } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import { api } from '../../api/api.ts'
import { faultsByField } from '../../api/errors.ts'
import { Button } from '../../components/button.tsx'
import { Buttons, Dialog } from '../../components/dialog.tsx'
import { Field, INPUT } from '../../components/field.tsx'
import { Problem } from '../../components/problem.tsx'
import { en } from '../../messages/en.ts'
import { runText } from '../../messages/runs.ts'

const text = runText.edit

interface EditDialogProps {
  readonly run: Pick<FlowRun, 'id' | 'name' | 'tags'>
  readonly onClose: () => void
  readonly onSaved: () => void
}

/** Gives a run another name and other tags. */
export function EditDialog({ run, onClose, onSaved }: EditDialogProps): ReactElement {
  const [name, setName] = useState(run.name)
  const [tags, setTags] = useState(run.tags.join(', '))
  const save = useMutation({
    mutationFn: () => api.flowRuns.update({ params: { id: run.id }, body: { name: name.trim(), tags: tagsOf(tags) } }),
    onSuccess: () => {
      onSaved()
      onClose()
    },
  })
  const faults = faultsByField(save.error)
  return (
    <Dialog title={text.title} open onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() !== '') save.mutate()
        }}
      >
        <Field label={runText.table.name} faults={faults.get('name') ?? []}>
          {(attributes) => (
            <input {...attributes} required className={INPUT} value={name} onChange={({ target }) => setName(target.value)} />
          )}
        </Field>
        <Field label={runText.details.tags} help={text.tagsHelp} faults={faults.get('tags') ?? []}>
          {(attributes) => <input {...attributes} className={INPUT} value={tags} onChange={({ target }) => setTags(target.value)} />}
        </Field>
        {save.isError && faults.size === 0 && <Problem error={save.error} />}
        <Buttons>
          <Button onClick={onClose}>{en.cancel}</Button>
          <Button type="submit" look="primary" disabled={save.isPending}>
            {text.save}
          </Button>
        </Buttons>
      </form>
    </Dialog>
  )
}

const tagsOf = (typed: string): string[] => [
  ...new Set(
    typed
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
  ),
]

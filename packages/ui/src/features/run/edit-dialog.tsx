import type { FlowRun } from '@millrace/protocol'
import { useMutation } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import { api } from '../../api/api.ts'
import { refusalOf } from '../../api/refusal.ts'
import { Button } from '../../components/button.tsx'
import { Buttons, Dialog } from '../../components/dialog.tsx'
import { LineField } from '../../components/line-field.tsx'
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
  const { at, rest } = refusalOf(save.error, ['name', 'tags'])
  return (
    <Dialog title={text.title} open onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() !== '') save.mutate()
        }}
      >
        <LineField label={runText.table.name} faults={at('name')} required value={name} onChange={setName} />
        <LineField label={runText.details.tags} help={text.tagsHelp} faults={at('tags')} value={tags} onChange={setTags} />
        {rest !== null && <Problem error={rest} />}
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

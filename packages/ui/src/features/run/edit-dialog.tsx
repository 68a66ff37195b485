import type { FlowRun } from '@millrace/protocol'
import { useMutation } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import { api } from '../../api/api.ts'
import { refusalOf } from '../../api/refusal.ts'
import { FormDialog } from '../../components/form-dialog.tsx'
import { LineField } from '../../components/line-field.tsx'
import { runText } from '../../messages/runs.ts'
import { tagsOf } from '../deployment/tags.ts'

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
    <FormDialog
      title={text.title}
      verb={text.save}
      needs="flowRuns.update"
      disabled={save.isPending || name.trim() === ''}
      error={rest}
      onSubmit={save.mutate}
      onClose={onClose}
    >
      <LineField label={runText.table.name} faults={at('name')} required value={name} onChange={setName} />
      <LineField label={runText.details.tags} help={text.tagsHelp} faults={at('tags')} value={tags} onChange={setTags} />
    </FormDialog>
  )
}

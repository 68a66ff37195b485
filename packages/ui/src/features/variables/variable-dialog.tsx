import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Variable } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { refusalOf } from '../../api/refusal.ts'
import { Field } from '../../components/field.tsx'
import { FormDialog } from '../../components/form-dialog.tsx'
import { LineField } from '../../components/line-field.tsx'
import { objectText } from '../../messages/objects.ts'
import { tagsOf } from '../deployment/tags.ts'
import { saveVariable } from './queries.ts'
import { UsedBy } from './used-by.tsx'
import { ValueInput } from './value-input.tsx'

const text = objectText.variables

interface VariableDialogProps {
  /** The one to change; undefined to make one. */
  readonly edited: Variable | undefined
  readonly onClose: () => void
}

/** Makes or changes a variable. */
export function VariableDialog({ edited, onClose }: VariableDialogProps): ReactElement {
  const cache = useQueryClient()
  const [name, setName] = useState(edited?.name ?? '')
  const [value, setValue] = useState<unknown>(edited?.value ?? '')
  const [tags, setTags] = useState(edited?.tags.join(', ') ?? '')
  const save = useMutation({
    mutationFn: () => saveVariable(edited?.id, { name, value: (value ?? null) as Variable['value'], tags: tagsOf(tags) }),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ['variables'] })
      onClose()
    },
  })
  const { at, rest } = refusalOf(save.error, ['name', 'value', 'tags'], 'name')
  return (
    <FormDialog
      title={edited === undefined ? text.add : text.editTitle(edited.name)}
      verb={objectText.save}
      needs={edited === undefined ? 'variables.create' : 'variables.update'}
      disabled={save.isPending}
      error={rest}
      onSubmit={save.mutate}
      onClose={onClose}
    >
      <LineField label={objectText.name} help={text.nameHelp} faults={at('name')} required value={name} onChange={setName} />
      <Field label={text.value} faults={at('value')}>
        {(attributes) => <ValueInput {...attributes} value={value} onChange={setValue} />}
      </Field>
      <LineField label={objectText.tags} help={text.tagsHelp} faults={at('tags')} value={tags} onChange={setTags} />
      {edited !== undefined && <UsedBy name={edited.name} />}
    </FormDialog>
  )
}

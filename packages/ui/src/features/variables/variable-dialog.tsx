import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Variable } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { CallRefused } from '../../api/errors.ts'
import { Button } from '../../components/button.tsx'
import { Buttons, Dialog } from '../../components/dialog.tsx'
import { Field, INPUT } from '../../components/field.tsx'
import { Problem } from '../../components/problem.tsx'
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
  const refusal = save.error instanceof CallRefused ? save.error.message : undefined
  // Both a name that is taken and one that is not allowed are told of where the name stands.
  const ofName = refusal !== undefined && /name/i.test(refusal) ? [refusal] : []
  return (
    <Dialog title={edited === undefined ? text.add : text.editTitle(edited.name)} open onClose={onClose}>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        <Field label={objectText.name} help={text.nameHelp} faults={ofName}>
          {(attributes) => (
            <input {...attributes} required className={INPUT} value={name} onChange={({ target }) => setName(target.value)} />
          )}
        </Field>
        <Field label={text.value}>{(attributes) => <ValueInput {...attributes} value={value} onChange={setValue} />}</Field>
        <Field label={objectText.tags} help={text.tagsHelp}>
          {(attributes) => <input {...attributes} className={INPUT} value={tags} onChange={({ target }) => setTags(target.value)} />}
        </Field>
        {edited !== undefined && <UsedBy name={edited.name} />}
        {save.isError && ofName.length === 0 && <Problem error={save.error} />}
        <Buttons>
          <Button onClick={onClose}>{objectText.cancel}</Button>
          <Button look="primary" type="submit" disabled={save.isPending}>
            {objectText.save}
          </Button>
        </Buttons>
      </form>
    </Dialog>
  )
}

import type { StateType } from '@millrace/protocol'
import { useMutation } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import { ChoiceField } from '../../components/choice-field.tsx'
import { FormDialog } from '../../components/form-dialog.tsx'
import { ParagraphField } from '../../components/paragraph-field.tsx'
import { runText } from '../../messages/runs.ts'
import { STATE_TYPES } from '../runs/search.ts'

const text = runText.state

const STATES = STATE_TYPES.map((each) => [each, each.charAt(0) + each.slice(1).toLowerCase()] as const)

interface StateDialogProps {
  readonly name: string
  readonly onClose: () => void
  readonly onChange: (state: { readonly type: StateType; readonly message: string }) => Promise<unknown>
}

/** Says by hand what a run's state is, and why: for a run of which the server does not know what became of it. */
export function StateDialog({ name, onClose, onChange }: StateDialogProps): ReactElement {
  const [type, setType] = useState<StateType>('COMPLETED')
  const [message, setMessage] = useState('')
  const change = useMutation({ mutationFn: () => onChange({ type, message: message.trim() }), onSuccess: onClose })
  return (
    <FormDialog
      title={text.title(name)}
      verb={text.change}
      needs="flowRuns.setState"
      look="danger"
      disabled={change.isPending || message.trim() === ''}
      error={change.error}
      onSubmit={change.mutate}
      onClose={onClose}
    >
      <p>{text.words}</p>
      <ChoiceField label={runText.table.state} options={STATES} value={type} onChange={setType} />
      <ParagraphField label={text.reason} help={text.reasonHelp} required rows={3} value={message} onChange={setMessage} />
    </FormDialog>
  )
}

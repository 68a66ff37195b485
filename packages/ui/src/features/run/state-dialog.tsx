import type { StateType } from '@millrace/protocol'
import { useMutation } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Buttons, Dialog } from '../../components/dialog.tsx'
import { ChoiceField } from '../../components/choice-field.tsx'
import { ParagraphField } from '../../components/paragraph-field.tsx'
import { Problem } from '../../components/problem.tsx'
import { en } from '../../messages/en.ts'
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
    <Dialog title={text.title(name)} open onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (message.trim() !== '') change.mutate()
        }}
      >
        <p>{text.words}</p>
        <ChoiceField label={runText.table.state} options={STATES} value={type} onChange={setType} />
        <ParagraphField label={text.reason} help={text.reasonHelp} required rows={3} value={message} onChange={setMessage} />
        {change.isError && <Problem error={change.error} />}
        <Buttons>
          <Button onClick={onClose}>{en.cancel}</Button>
          <Button type="submit" look="danger" disabled={message.trim() === '' || change.isPending}>
            {text.change}
          </Button>
        </Buttons>
      </form>
    </Dialog>
  )
}

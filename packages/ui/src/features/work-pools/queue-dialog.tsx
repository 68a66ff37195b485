import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { WorkQueue } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { refusalOf } from '../../api/refusal.ts'
import { Button } from '../../components/button.tsx'
import { Buttons, Dialog } from '../../components/dialog.tsx'
import { LineField } from '../../components/line-field.tsx'
import { Problem } from '../../components/problem.tsx'
import { en } from '../../messages/en.ts'
import { poolText as text } from '../../messages/work-pools.ts'
import { CommonFields, commonOf, type CommonDraft, partsOf } from './common-fields.tsx'
import { saveQueue } from './queries.ts'

interface QueueDialogProps {
  readonly pool: string
  /** The one to change; undefined to make one. */
  readonly edited: WorkQueue | undefined
  readonly onClose: () => void
  /** Where the page is that of the queue: it has another address then. */
  readonly onRenamed?: (name: string) => Promise<void>
}

/** Makes or changes a queue of a pool. */
export function QueueDialog({ pool, edited, onClose, onRenamed }: QueueDialogProps): ReactElement {
  const cache = useQueryClient()
  const [draft, setDraft] = useState<CommonDraft>(() => commonOf(edited))
  const [priority, setPriority] = useState(edited?.priority.toString() ?? '')
  const save = useMutation({
    mutationFn: () => saveQueue(pool, edited?.name, { ...partsOf(draft), priority: priority === '' ? null : Number(priority) }),
    onSuccess: async () => {
      // First: what is asked anew must not be the queue of the old name.
      if (edited !== undefined && edited.name !== draft.name) await onRenamed?.(draft.name)
      await cache.invalidateQueries({ queryKey: ['work pool', pool] })
      onClose()
    },
  })
  const { at, rest } = refusalOf(save.error, ['name', 'description', 'priority', 'concurrency_limit'], 'name')
  return (
    <Dialog title={edited === undefined ? text.queueAdd : text.queueEdit(edited.name)} open onClose={onClose}>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        <CommonFields draft={draft} onChange={setDraft} faultsAt={at}>
          <LineField
            label={text.priority}
            help={text.priorityHelp}
            faults={at('priority')}
            type="number"
            min={1}
            value={priority}
            onChange={setPriority}
          />
        </CommonFields>
        {rest !== null && <Problem error={rest} />}
        <Buttons>
          <Button onClick={onClose}>{en.cancel}</Button>
          <Button look="primary" type="submit" disabled={save.isPending}>
            {edited === undefined ? text.create : text.save}
          </Button>
        </Buttons>
      </form>
    </Dialog>
  )
}

import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { WorkQueue } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { refusalOf } from '../../api/refusal.ts'
import { FormDialog } from '../../components/form-dialog.tsx'
import { LineField } from '../../components/line-field.tsx'
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
    <FormDialog
      title={edited === undefined ? text.queueAdd : text.queueEdit(edited.name)}
      verb={edited === undefined ? text.create : text.save}
      needs={edited === undefined ? 'workPools.createQueue' : 'workPools.updateQueue'}
      disabled={save.isPending}
      error={rest}
      onSubmit={save.mutate}
      onClose={onClose}
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
    </FormDialog>
  )
}

import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { WorkQueue } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { CallRefused, faultsByField } from '../../api/errors.ts'
import { Button } from '../../components/button.tsx'
import { Buttons, Dialog } from '../../components/dialog.tsx'
import { Field, INPUT } from '../../components/field.tsx'
import { Problem } from '../../components/problem.tsx'
import { en } from '../../messages/en.ts'
import { poolText as text } from '../../messages/work-pools.ts'
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
  const [name, setName] = useState(edited?.name ?? '')
  const [description, setDescription] = useState(edited?.description ?? '')
  const [limit, setLimit] = useState(edited?.concurrency_limit?.toString() ?? '')
  const [priority, setPriority] = useState(edited?.priority.toString() ?? '')
  const save = useMutation({
    mutationFn: () =>
      saveQueue(pool, edited?.name, {
        name,
        description: description === '' ? null : description,
        concurrency_limit: limit === '' ? null : Number(limit),
        priority: priority === '' ? null : Number(priority),
      }),
    onSuccess: async () => {
      // First: what is asked anew must not be the queue of the old name.
      if (edited !== undefined && edited.name !== name) await onRenamed?.(name)
      await cache.invalidateQueries({ queryKey: ['work pool', pool] })
      onClose()
    },
  })
  const faults = faultsByField(save.error)
  const taken = save.error instanceof CallRefused && save.error.status === 409 ? [save.error.message] : []
  return (
    <Dialog title={edited === undefined ? text.queueAdd : text.queueEdit(edited.name)} open onClose={onClose}>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        <Field label={text.name} faults={faults.get('name') ?? taken}>
          {(attributes) => (
            <input {...attributes} required className={INPUT} value={name} onChange={({ target }) => setName(target.value)} />
          )}
        </Field>
        <Field label={text.description} faults={faults.get('description') ?? []}>
          {(attributes) => (
            <input {...attributes} className={INPUT} value={description} onChange={({ target }) => setDescription(target.value)} />
          )}
        </Field>
        <Field label={text.priority} help={text.priorityHelp} faults={faults.get('priority') ?? []}>
          {(attributes) => (
            <input
              {...attributes}
              type="number"
              min={1}
              className={INPUT}
              value={priority}
              onChange={({ target }) => setPriority(target.value)}
            />
          )}
        </Field>
        <Field label={text.limit} help={text.limitHelp} faults={faults.get('concurrency_limit') ?? []}>
          {(attributes) => (
            <input
              {...attributes}
              type="number"
              min={0}
              className={INPUT}
              value={limit}
              onChange={({ target }) => setLimit(target.value)}
            />
          )}
        </Field>
        {save.isError && faults.size === 0 && taken.length === 0 && <Problem error={save.error} />}
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

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import { toast } from 'sonner'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/confirm.tsx'
import { runText } from '../../messages/runs.ts'
import { cancelRun, deleteRun, retryRun } from '../run/queries.ts'

const text = runText.list

/** Calls that are under way at once: one row's refusal does not keep the others. */
const AT_ONCE = 4

/** Does one thing to each of many runs; says how many were refused. */
async function forEach(ids: readonly string[], action: (id: string) => Promise<unknown>): Promise<{ done: number; failed: number }> {
  const left = [...ids]
  let [done, failed] = [0, 0]
  const work = async (): Promise<void> => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      await action(id).then(
        () => (done += 1),
        () => (failed += 1),
      )
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { done, failed }
}

interface BulkActionsProps {
  readonly selected: ReadonlySet<string>
  readonly onDone: () => void
}

/** What can be done to all runs that are selected. */
export function BulkActions({ selected, onDone }: BulkActionsProps): ReactElement | null {
  const [deleting, setDeleting] = useState(false)
  const cache = useQueryClient()
  const ids = [...selected]
  const act = useMutation({
    mutationFn: (action: (id: string) => Promise<unknown>) => forEach(ids, action),
    onSuccess: ({ done, failed }) => {
      toast(text.done(done, failed))
      onDone()
    },
    onSettled: () => cache.invalidateQueries({ queryKey: ['runs'] }),
  })
  if (ids.length === 0) return null
  return (
    <section
      aria-label={text.selected(ids.length)}
      className="sticky bottom-3 z-20 mt-3 flex flex-wrap items-center gap-2 rounded-panel border border-line bg-page p-2 shadow-xl"
    >
      <span className="px-1 font-medium">{text.selected(ids.length)}</span>
      <Button disabled={act.isPending} onClick={() => act.mutate(cancelRun)}>
        {text.cancel}
      </Button>
      <Button disabled={act.isPending} onClick={() => act.mutate(retryRun)}>
        {text.retry}
      </Button>
      <Button look="danger" disabled={act.isPending} onClick={() => setDeleting(true)}>
        {text.delete}
      </Button>
      <Button className="ml-auto" onClick={onDone}>
        {text.deselect}
      </Button>
      {deleting && (
        <Confirm
          title={text.deleteTitle(ids.length)}
          verb={text.delete}
          onClose={() => setDeleting(false)}
          onConfirm={() => act.mutateAsync(deleteRun)}
        >
          {runText.actions.deleteWords}
        </Confirm>
      )}
    </section>
  )
}

import type { FlowRunRow } from '@millrace/protocol'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import { toast } from 'sonner'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/confirm.tsx'
import { runText } from '../../messages/runs.ts'
import { canBeCancelled, canBeRetried, cancelRuns, deleteRuns, type Done, retryRuns, tagRuns } from './bulk-queries.ts'
import { TagDialog } from './tag-dialog.tsx'

const text = runText.list

interface BulkActionsProps {
  readonly selected: ReadonlyMap<string, FlowRunRow>
  readonly onDone: () => void
}

/** What can be done to all runs that are selected, and to how many of them. */
export function BulkActions({ selected, onDone }: BulkActionsProps): ReactElement | null {
  const [open, setOpen] = useState<'delete' | 'tag'>()
  const cache = useQueryClient()
  const act = useMutation({
    mutationFn: (action: () => Promise<Done>) => action(),
    onSuccess: ({ done, refused, reason }) => {
      toast(text.done(done, refused), reason === undefined ? {} : { description: reason })
      onDone()
    },
    onError: (error) => toast.error(error.message),
    onSettled: () => cache.invalidateQueries({ queryKey: ['runs'] }),
  })
  if (selected.size === 0) return null
  const runs = [...selected.values()]
  const [active, over] = [runs.filter(canBeCancelled), runs.filter(canBeRetried)]
  const close = (): void => setOpen(undefined)
  return (
    <section
      aria-label={text.selected(runs.length)}
      className="sticky bottom-3 z-20 mt-3 flex flex-wrap items-center gap-2 rounded-panel border border-line bg-page p-2 shadow-xl"
    >
      <span className="px-1 font-medium">{text.selected(runs.length)}</span>
      <Button
        aria-keyshortcuts="."
        disabled={act.isPending || active.length === 0}
        title={active.length === 0 ? text.noneActive : undefined}
        onClick={() => act.mutate(() => cancelRuns(active))}
      >
        {text.cancelSome(active.length, runs.length)}
      </Button>
      <Button
        aria-keyshortcuts="."
        disabled={act.isPending || over.length === 0}
        title={over.length === 0 ? text.noneOver : undefined}
        onClick={() => act.mutate(() => retryRuns(over))}
      >
        {text.retrySome(over.length, runs.length)}
      </Button>
      <Button disabled={act.isPending} onClick={() => setOpen('tag')}>
        {text.tag}
      </Button>
      <Button look="danger" disabled={act.isPending} onClick={() => setOpen('delete')}>
        {text.delete}
      </Button>
      <Button className="ml-auto" onClick={onDone}>
        {text.deselect}
      </Button>
      {open === 'delete' && (
        <Confirm
          title={text.deleteTitle(runs.length)}
          verb={text.delete}
          onClose={close}
          onConfirm={() => act.mutateAsync(() => deleteRuns(runs))}
        >
          <p>{text.deleteWords(runs.reduce((sum, { tasks }) => sum + tasks.total, 0))}</p>
          {active.length > 0 && <p className="mt-2 font-medium text-failed">{text.deleteActive(active.length)}</p>}
        </Confirm>
      )}
      {open === 'tag' && <TagDialog runs={runs} onClose={close} onTag={(wish) => act.mutateAsync(() => tagRuns(runs, wish))} />}
    </section>
  )
}

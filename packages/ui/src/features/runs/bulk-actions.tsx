import type { FlowRunRow } from '@millrace/protocol'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import { toast } from '../../components/toast.ts'
import type { Done } from '../../api/each-of.ts'
import { BulkBar } from '../../components/bulk-bar.tsx'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/confirm.tsx'
import { runText } from '../../messages/runs.ts'
import { canBeCancelled, canBeRetried, cancelRuns, deleteRuns, retryRuns, tagRuns } from './bulk-queries.ts'
import { TagDialog } from './tag-dialog.tsx'

const text = runText.list

interface BulkActionsProps {
  readonly selected: ReadonlyMap<string, FlowRunRow>
  /** How many the filters find, in words and as far as they may be selected; undefined where all of them are. */
  readonly findable: string | undefined
  /** Selects all that the filters find, and tells how many there are so far. */
  readonly onSelectFound: (onRead: (count: number) => void) => Promise<void>
  readonly onDone: () => void
}

/** What can be done to all runs that are selected, and to how many of them. */
export function BulkActions({ selected, findable, onSelectFound, onDone }: BulkActionsProps): ReactElement | null {
  const [open, setOpen] = useState<'delete' | 'tag'>()
  const [reached, setReached] = useState(0)
  const cache = useQueryClient()
  const begin = (): void => setReached(0)
  const find = useMutation({ onMutate: begin, mutationFn: () => onSelectFound(setReached), onError: (error) => toast.error(error.message) })
  const act = useMutation({
    onMutate: begin,
    mutationFn: (action: (onDone: (count: number) => void) => Promise<Done>) => action(setReached),
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
  const busy = act.isPending || find.isPending
  return (
    <BulkBar label={text.selected(runs.length)} deselect={text.deselect} onDeselect={onDone}>
      {findable !== undefined && (
        <Button disabled={busy} onClick={() => find.mutate()}>
          {text.selectFound(findable)}
        </Button>
      )}
      <Button
        needs="bulk.setFlowRunStates"
        aria-keyshortcuts="."
        disabled={busy || active.length === 0}
        title={active.length === 0 ? text.noneActive : undefined}
        onClick={() => act.mutate((onReach) => cancelRuns(active, onReach))}
      >
        {text.cancelSome(active.length, runs.length)}
      </Button>
      <Button
        needs="bulk.setFlowRunStates"
        aria-keyshortcuts="."
        disabled={busy || over.length === 0}
        title={over.length === 0 ? text.noneOver : undefined}
        onClick={() => act.mutate((onReach) => retryRuns(over, onReach))}
      >
        {text.retrySome(over.length, runs.length)}
      </Button>
      <Button needs="flowRuns.update" disabled={busy} onClick={() => setOpen('tag')}>
        {text.tag}
      </Button>
      <Button look="danger" needs="bulk.deleteFlowRuns" disabled={busy} onClick={() => setOpen('delete')}>
        {text.delete}
      </Button>
      {busy && (
        <output className="px-1 text-muted tabular-nums">
          {find.isPending ? text.found(reached) : text.reached(reached, runs.length)}
        </output>
      )}
      {open === 'delete' && (
        <Confirm
          title={text.deleteTitle(runs.length)}
          verb={text.delete}
          needs="bulk.deleteFlowRuns"
          onClose={close}
          onConfirm={() => act.mutateAsync((onReach) => deleteRuns(runs, onReach))}
        >
          <p>{text.deleteWords(runs.reduce((sum, { tasks }) => sum + tasks.total, 0))}</p>
          {active.length > 0 && <p className="mt-2 font-medium text-failed">{text.deleteActive(active.length)}</p>}
        </Confirm>
      )}
      {open === 'tag' && (
        <TagDialog
          needs="flowRuns.update"
          runs={runs}
          onClose={close}
          onTag={(wish) => act.mutateAsync((onReach) => tagRuns(runs, wish, onReach))}
        />
      )}
    </BulkBar>
  )
}

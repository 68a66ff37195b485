import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { DeploymentRowView } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import type { Needs } from '../../access/needs.ts'
import type { Done } from '../../api/each-of.ts'
import { BulkBar } from '../../components/bulk-bar.tsx'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/confirm.tsx'
import { toast } from '../../components/toast.ts'
import { bulkText as text } from '../../messages/deployments.ts'
import { TagDialog } from '../runs/tag-dialog.tsx'
import { deleteAll, pauseAll, runAll, tagAll } from './bulk-queries.ts'

interface BulkActionsProps {
  readonly selected: readonly DeploymentRowView[]
  /** How many the filters find; undefined where all of them are selected, or cannot be. */
  readonly findable: number | undefined
  readonly onSelectFound: () => void
  readonly onDone: () => void
}

/** What can be done to all deployments that are selected, and to how many of them. */
export function BulkActions({ selected, findable, onSelectFound, onDone }: BulkActionsProps): ReactElement | null {
  const [open, setOpen] = useState<'delete' | 'tag'>()
  const cache = useQueryClient()
  const act = useMutation({
    mutationFn: (action: () => Promise<Done>) => action(),
    onSuccess: ({ done, refused, reason }) => {
      toast(text.done(done, refused), reason === undefined ? {} : { description: reason })
      onDone()
    },
    onError: (error) => toast.error(error.message),
    onSettled: () => cache.invalidateQueries({ queryKey: ['deployments'] }),
  })
  if (selected.length === 0) return null
  const complete = selected.filter(({ missing_parameters: missing }) => missing.length === 0)
  const paused = selected.filter((row) => row.paused)
  const active = selected.filter((row) => !row.paused)
  const close = (): void => setOpen(undefined)
  const button = (
    words: string,
    needs: Needs,
    rows: readonly DeploymentRowView[],
    why: string,
    action: () => Promise<Done>,
  ): ReactElement => (
    <Button
      needs={needs}
      aria-keyshortcuts="."
      disabled={act.isPending || rows.length === 0}
      title={rows.length === 0 ? why : undefined}
      onClick={() => act.mutate(action)}
    >
      {text.some(words, rows.length, selected.length)}
    </Button>
  )
  return (
    <BulkBar label={text.selected(selected.length)} deselect={text.deselect} onDeselect={onDone}>
      {findable !== undefined && (
        <Button disabled={act.isPending} onClick={onSelectFound}>
          {text.selectFound(findable)}
        </Button>
      )}
      {button(text.run, 'deployments.createFlowRun', complete, text.allMiss, () => runAll(complete))}
      {button(text.pause, 'deployments.update', active, text.nonePausable, () => pauseAll(active, true))}
      {button(text.resume, 'deployments.update', paused, text.nonePaused, () => pauseAll(paused, false))}
      <Button needs="deployments.update" disabled={act.isPending} onClick={() => setOpen('tag')}>
        {text.tag}
      </Button>
      <Button look="danger" needs="bulk.deleteDeployments" disabled={act.isPending} onClick={() => setOpen('delete')}>
        {text.delete}
      </Button>
      {open === 'delete' && (
        <Confirm
          title={text.deleteTitle(selected.length)}
          verb={text.delete}
          needs="bulk.deleteDeployments"
          onClose={close}
          onConfirm={() => act.mutateAsync(() => deleteAll(selected))}
        >
          {text.deleteWords(selected.reduce((sum, { schedules }) => sum + schedules.length, 0))}
        </Confirm>
      )}
      {open === 'tag' && (
        <TagDialog
          title={text.tagTitle(selected.length)}
          runs={selected}
          needs="deployments.update"
          onClose={close}
          onTag={(wish) => act.mutateAsync(() => tagAll(selected, wish))}
        />
      )}
    </BulkBar>
  )
}

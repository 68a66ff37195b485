import type { SavedSearch } from '@millrace/protocol'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { Popover } from 'radix-ui'
import { type ReactElement, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { INPUT } from '../../components/field.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { offerUndo } from '../../components/offer-undo.ts'
import { Problem } from '../../components/problem.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { objectText } from '../../messages/objects.ts'
import { runText } from '../../messages/runs.ts'
import { deleteView, savedViewsQuery, saveView, searchOfView } from './saved-view-queries.ts'
import type { SavedViewsProps } from './saved-views.tsx'
import { isFiltered } from './search.ts'

const text = runText.list

/** The views that were just asked for, with their button. */
export function SavedViewsPopup({ trigger, ...props }: SavedViewsProps & { readonly trigger: ReactElement }): ReactElement {
  const [open, setOpen] = useState(true)
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label={text.views}
          className="z-50 flex w-80 max-w-[calc(100vw-1rem)] flex-col gap-3 rounded-panel border border-line bg-page p-3 shadow-xl"
        >
          <Views {...props} onClose={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

function Views({ search, onChoose, onClose }: SavedViewsProps & { readonly onClose: () => void }): ReactElement {
  const cache = useQueryClient()
  const views = useQuery(savedViewsQuery)
  const [name, setName] = useState('')
  const renew = () => cache.invalidateQueries({ queryKey: savedViewsQuery.queryKey })
  const save = useMutation({ mutationFn: () => saveView(name.trim(), search), onSuccess: () => setName(''), onSettled: renew })
  const remove = useMutation({
    mutationFn: (view: SavedSearch) => deleteView(view.id),
    onSuccess: (_, view) => offerUndo(objectText.deleted(view.name), () => saveView(view.name, searchOfView(view)).then(renew)),
    onSettled: renew,
  })
  const error = views.error ?? save.error ?? remove.error
  return (
    <>
      {views.isPending && <Skeleton rows={2} />}
      {error !== null && <Problem error={error} />}
      {views.data?.length === 0 && <p className="text-muted">{text.noViews}</p>}
      <ul className="flex max-h-80 flex-col overflow-y-auto">
        {views.data?.map((view) => (
          <li key={view.id} className="flex items-center gap-1">
            <button
              type="button"
              className="min-h-8 min-w-0 flex-1 truncate rounded-field px-2 text-left hover:bg-selected pointer-coarse:min-h-11"
              onClick={() => {
                onChoose(searchOfView(view))
                onClose()
              }}
            >
              {view.name}
            </button>
            <IconButton icon={X} needs="savedSearches.delete" label={text.deleteView(view.name)} onClick={() => remove.mutate(view)} />
          </li>
        ))}
      </ul>
      <form
        className="flex gap-2 border-t border-line pt-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() !== '') save.mutate()
        }}
      >
        <input
          aria-label={text.viewName}
          placeholder={isFiltered(search) ? text.viewName : text.nothingToSave}
          disabled={!isFiltered(search)}
          className={INPUT}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <Button type="submit" needs="savedSearches.create" disabled={name.trim() === '' || save.isPending}>
          {text.save}
        </Button>
      </form>
    </>
  )
}

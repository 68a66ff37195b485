import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { WorkQueue } from '@millrace/protocol'
import { ArrowDown, ArrowUp, Ellipsis, GripVertical, Plus } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { useWhyNot } from '../../access/why-not.ts'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/confirm.tsx'
import { Empty } from '../../components/empty.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { Menu } from '../../components/menu.tsx'
import { Middle } from '../../components/middle.tsx'
import { Problem } from '../../components/problem.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { usePolling } from '../../live/events.ts'
import { useRenewal } from '../../live/renewal.ts'
import { objectText } from '../../messages/objects.ts'
import { poolText } from '../../messages/work-pools.ts'
import { Moment } from '../../time/moment.tsx'
import { deleteQueue, moveQueue, pauseQueue, POOL_CHANGES, queuesQuery } from './queries.ts'
import { QueueDialog } from './queue-dialog.tsx'
import { Readiness } from './readiness.tsx'

const text = objectText.pools

/** The queues of a pool, the one served first at the top. */
export function Queues({ pool }: { readonly pool: string }): ReactElement {
  const cache = useQueryClient()
  const queues = useQuery({ ...queuesQuery(pool), refetchInterval: usePolling() })
  const [edited, setEdited] = useState<WorkQueue | 'new'>()
  const [doomed, setDoomed] = useState<WorkQueue>()
  const renew = (): Promise<void> => cache.invalidateQueries({ queryKey: ['work pool', pool] })
  const pause = useMutation({ mutationFn: (queue: WorkQueue) => pauseQueue(pool, queue), onSettled: renew })
  const [dragged, setDragged] = useState<WorkQueue>()
  const move = useMutation({
    mutationFn: ({ queue, to }: { readonly queue: WorkQueue; readonly to: number }) => moveQueue(pool, queue.name, to),
    onSettled: renew,
  })
  const mayMove = useWhyNot('workPools.updateQueue') === undefined
  useRenewal(POOL_CHANGES, ['work pool', pool])
  if (queues.isPending) return <Skeleton rows={4} />
  if (queues.data === undefined) return <Problem error={queues.error} onRetry={() => void queues.refetch()} />
  const acts = {
    pool,
    queues: queues.data,
    onPause: pause.mutate,
    onEdit: setEdited,
    onDelete: setDoomed,
    onMove: (queue: WorkQueue, to: number | undefined) => to !== undefined && move.mutate({ queue, to }),
    onDrag: setDragged,
    mayMove,
    busy: pause.isPending || move.isPending,
  }
  const drop = (on: WorkQueue): void => {
    if (dragged !== undefined && dragged.id !== on.id) acts.onMove(dragged, on.priority)
    setDragged(undefined)
  }
  return (
    <>
      <div className="mb-2 flex justify-end">
        <Button needs="workPools.createQueue" onClick={() => setEdited('new')}>
          <Plus aria-hidden size={14} />
          {poolText.queueAdd}
        </Button>
      </div>
      {pause.isError && <Problem error={pause.error} />}
      {move.isError && <Problem error={move.error} />}
      {queues.data.length === 0 ? (
        <Empty>{text.noQueues}</Empty>
      ) : (
        <Table
          caption={text.queues}
          columns={columnsOf(acts)}
          rows={queues.data}
          keyOf={({ id }) => id}
          {...(dragged === undefined ? {} : { onDropOn: drop })}
        />
      )}
      {edited !== undefined && (
        <QueueDialog pool={pool} edited={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
      {doomed !== undefined && (
        <Confirm
          title={objectText.deleteTitle(doomed.name)}
          verb={objectText.delete}
          needs="workPools.deleteQueue"
          onConfirm={async () => {
            await deleteQueue(pool, doomed.name)
            await renew()
          }}
          onClose={() => setDoomed(undefined)}
        >
          {poolText.queueDeleteWords}
        </Confirm>
      )}
    </>
  )
}

interface Acts {
  readonly pool: string
  /** In their order. */
  readonly queues: readonly WorkQueue[]
  readonly onMove: (queue: WorkQueue, to: number | undefined) => void
  readonly onDrag: (queue: WorkQueue | undefined) => void
  readonly onPause: (queue: WorkQueue) => void
  readonly onEdit: (queue: WorkQueue) => void
  readonly onDelete: (queue: WorkQueue) => void
  /** Whether they can be put into another order at all. */
  readonly mayMove: boolean
  readonly busy: boolean
}

const columnsOf = ({ pool, queues, onPause, onEdit, onDelete, onMove, onDrag, mayMove, busy }: Acts): readonly Column<WorkQueue>[] => [
  {
    key: 'name',
    head: objectText.name,
    cell: ({ name, description }) => (
      <span className="flex max-w-40 min-w-0 items-baseline gap-2 sm:max-w-60 xl:max-w-90">
        <Link
          to="/work-pools/work-pool/$name/queue/$queue"
          params={{ name: pool, queue: name }}
          className="max-w-3/5 shrink-0 truncate font-medium text-text hover:underline max-sm:max-w-full max-sm:shrink"
        >
          <Middle text={name} />
        </Link>
        <span className="truncate text-xs text-muted max-sm:hidden" title={description ?? undefined}>
          {description}
        </span>
      </span>
    ),
  },
  { key: 'status', head: text.status, narrow: false, cell: ({ status }) => <Readiness status={status} /> },
  {
    key: 'priority',
    head: text.priority,
    align: 'right',
    cell: (queue) => {
      const index = queues.indexOf(queue)
      return (
        <span className="inline-flex items-center gap-0.5">
          <span
            aria-hidden
            draggable={mayMove}
            className={`mr-1 text-muted max-sm:hidden ${mayMove ? 'cursor-grab' : 'opacity-50'}`}
            onDragStart={() => onDrag(queue)}
            onDragEnd={() => onDrag(undefined)}
          >
            <GripVertical size={14} />
          </span>
          {queue.priority}
          <IconButton
            icon={ArrowUp}
            needs="workPools.updateQueue"
            label={poolText.earlier(queue.name)}
            disabled={busy || index === 0}
            onClick={() => onMove(queue, queues[index - 1]?.priority)}
          />
          <IconButton
            icon={ArrowDown}
            needs="workPools.updateQueue"
            label={poolText.later(queue.name)}
            disabled={busy || index === queues.length - 1}
            onClick={() => onMove(queue, queues[index + 1]?.priority)}
          />
        </span>
      )
    },
  },
  { key: 'limit', head: text.limit, align: 'right', narrow: false, cell: ({ concurrency_limit }) => concurrency_limit ?? '–' },
  { key: 'polled', head: text.polled, align: 'right', wide: true, cell: ({ last_polled }) => <Moment at={last_polled} /> },
  {
    key: 'actions',
    head: poolText.actions,
    align: 'right',
    stays: true,
    cell: (queue) => (
      <span className="inline-flex gap-1">
        <Button
          needs="workPools.updateQueue"
          aria-label={queue.is_paused ? objectText.resumeNamed(queue.name) : objectText.pauseNamed(queue.name)}
          disabled={busy}
          onClick={() => onPause(queue)}
        >
          {queue.is_paused ? objectText.resume : objectText.pause}
        </Button>
        <Menu
          trigger={<IconButton icon={Ellipsis} label={poolText.moreOf(queue.name)} />}
          items={[
            { key: 'edit', label: objectText.edit, needs: 'workPools.updateQueue', onChoose: () => onEdit(queue) },
            { key: 'delete', label: objectText.delete, danger: true, needs: 'workPools.deleteQueue', onChoose: () => onDelete(queue) },
          ]}
        />
      </span>
    ),
  },
]

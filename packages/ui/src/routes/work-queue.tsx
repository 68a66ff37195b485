import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type ReactElement, useState } from 'react'
import { Button } from '../components/button.tsx'
import { Confirm } from '../components/confirm.tsx'
import { Facts } from '../components/facts.tsx'
import { CRUMB } from '../components/link-button.ts'
import { Meter } from '../components/meter.tsx'
import { Page } from '../components/page.tsx'
import { PageMenu } from '../components/page-menu.tsx'
import { Panel } from '../components/panel.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { Missing } from '../features/gone/missing.tsx'
import { deleteQueue, pauseQueue, POOL_CHANGES, poolQuery, queueQuery, workersQuery } from '../features/work-pools/queries.ts'
import { QueueDialog } from '../features/work-pools/queue-dialog.tsx'
import { Readiness } from '../features/work-pools/readiness.tsx'
import { WaitingRuns } from '../features/work-pools/waiting-runs.tsx'
import { usePolling } from '../live/events.ts'
import { useRenewal } from '../live/renewal.ts'
import { en } from '../messages/en.ts'
import { objectText } from '../messages/objects.ts'
import { poolText as text } from '../messages/work-pools.ts'
import { ExactMoment } from '../time/exact-moment.tsx'

const route = getRouteApi('/work-pools/work-pool/$name/queue/$queue')

/** What waits in this queue, in which order, and who takes it? */
export function WorkQueuePage(): ReactElement {
  const { name: pool, queue: name } = route.useParams()
  const navigate = route.useNavigate()
  const cache = useQueryClient()
  const [open, setOpen] = useState<'edit' | 'delete'>()
  const read = useQuery({
    ...queueQuery(pool, name),
    refetchInterval: usePolling(),
    // A dialog may rename or delete it, and the event of that may be quicker than the answer: then nobody has the old name any more.
    enabled: ({ state }) => open === undefined || state.data === undefined,
  })
  const workers = useQuery(workersQuery(pool))
  const poolRead = useQuery(poolQuery(pool))
  useRenewal(POOL_CHANGES, ['work pool', pool])
  useRenewal(['prefect.flow-run.'], ['runs', 'waiting in'])
  const close = (): void => setOpen(undefined)
  const renew = (): Promise<void> => cache.invalidateQueries({ queryKey: ['work pool', pool] })
  const pause = useMutation({
    mutationFn: () => (read.data === undefined ? Promise.resolve() : pauseQueue(pool, read.data)),
    onSettled: renew,
  })
  const crumbs = (
    <>
      <Link to="/work-pools" className={CRUMB}>
        {en.pages.workPools}
      </Link>
      /
      <Link to="/work-pools/work-pool/$name" params={{ name: pool }} className={CRUMB}>
        {pool}
      </Link>
    </>
  )
  if (read.data === undefined) {
    return (
      <Page title={name} crumbs={crumbs}>
        {read.isPending ? <Skeleton rows={8} /> : <Missing kind="work-queue" id={`${pool}:${name}`} read={read} />}
      </Page>
    )
  }
  const queue = read.data
  const isDefault = poolRead.data?.default_queue_id === queue.id
  const online = (workers.data ?? []).filter(({ status }) => status === 'ONLINE').map((worker) => worker.name)
  return (
    <Page
      title={name}
      crumbs={crumbs}
      mark={<Readiness status={queue.status} />}
      actions={
        <>
          <Button needs="workPools.updateQueue" disabled={pause.isPending} onClick={() => pause.mutate()}>
            {queue.is_paused ? objectText.resume : objectText.pause}
          </Button>
          <Button needs="workPools.updateQueue" aria-keyshortcuts="e" onClick={() => setOpen('edit')}>
            {objectText.edit}
          </Button>
          <PageMenu
            items={[
              {
                key: 'delete',
                label: objectText.delete,
                danger: true,
                needs: 'workPools.deleteQueue',
                disabled: isDefault ? text.defaultStays : undefined,
                onChoose: () => setOpen('delete'),
              },
            ]}
          />
        </>
      }
    >
      {pause.isError && <Problem error={pause.error} />}
      <div className="flex flex-col gap-6">
        <Facts
          facts={[
            [text.description, queue.description],
            [text.priority, queue.priority],
            [
              text.limit,
              queue.concurrency_limit === null ? (
                text.noLimit
              ) : (
                <Meter key="limit" label={text.limit} value={queue.active_slots ?? 0} max={queue.concurrency_limit} />
              ),
            ],
            [text.polled, <ExactMoment key="polled" at={queue.last_polled} />],
            [text.pollers, online.length === 0 ? text.noPollers : text.pollersOf(online)],
          ]}
        />
        <Panel title={text.waitingRuns}>
          <WaitingRuns pool={pool} queue={queue} />
        </Panel>
      </div>
      {open === 'edit' && (
        <QueueDialog
          pool={pool}
          edited={queue}
          onClose={close}
          onRenamed={(next) =>
            navigate({ to: '/work-pools/work-pool/$name/queue/$queue', params: { name: pool, queue: next }, replace: true })
          }
        />
      )}
      {open === 'delete' && (
        <Confirm
          title={objectText.deleteTitle(name)}
          verb={objectText.delete}
          needs="workPools.deleteQueue"
          onConfirm={async () => {
            await deleteQueue(pool, name)
            await navigate({ to: '/work-pools/work-pool/$name', params: { name: pool } })
            cache.removeQueries({ queryKey: ['work pool', pool, 'queue', name] })
            await renew()
          }}
          onClose={close}
        >
          {text.queueDeleteWords}
        </Confirm>
      )}
    </Page>
  )
}

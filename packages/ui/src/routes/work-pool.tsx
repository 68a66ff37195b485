import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { WorkPool } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { ActionLink } from '../components/action-link.tsx'
import { Button } from '../components/button.tsx'
import { CRUMB } from '../components/link-button.ts'
import { Meter } from '../components/meter.tsx'
import { Page } from '../components/page.tsx'
import { PageMenu } from '../components/page-menu.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { Tabs } from '../components/tabs.tsx'
import { Missing } from '../features/gone/missing.tsx'
import { RunsOf } from '../features/runs/runs-table.tsx'
import { DeletePool } from '../features/work-pools/delete-pool.tsx'
import { DeploymentsOf } from '../features/work-pools/deployments.tsx'
import { JobTemplate } from '../features/work-pools/job-template.tsx'
import { PoolOverview } from '../features/work-pools/overview.tsx'
import { pausePool, POOL_CHANGES, poolQuery } from '../features/work-pools/queries.ts'
import { Queues } from '../features/work-pools/queues.tsx'
import { Readiness } from '../features/work-pools/readiness.tsx'
import { POOL_TABS, type PoolTab } from '../features/work-pools/search.ts'
import { Workers } from '../features/work-pools/workers.tsx'
import { usePolling } from '../live/events.ts'
import { useRenewal } from '../live/renewal.ts'
import { en } from '../messages/en.ts'
import { objectText } from '../messages/objects.ts'
import { poolText } from '../messages/work-pools.ts'

const text = objectText.pools
const route = getRouteApi('/work-pools/work-pool/$name')

/** Who serves this pool, and in which order? */
export function WorkPoolPage(): ReactElement {
  const { name } = route.useParams()
  const { tab = 'overview', worker } = route.useSearch()
  const navigate = route.useNavigate()
  const cache = useQueryClient()
  const [deleting, setDeleting] = useState(false)
  const pool = useQuery({ ...poolQuery(name), refetchInterval: usePolling() })
  useRenewal(POOL_CHANGES, ['work pool', name])
  const pause = useMutation({ mutationFn: pausePool, onSettled: () => cache.invalidateQueries({ queryKey: ['work pool', name] }) })
  if (pool.data === undefined) {
    return (
      <Page title={en.pages.workPools}>{pool.isPending ? <Skeleton rows={8} /> : <Missing kind="work-pool" id={name} read={pool} />}</Page>
    )
  }
  const { data } = pool
  return (
    <Page
      title={name}
      crumbs={
        <Link to="/work-pools" className={CRUMB}>
          {en.pages.workPools}
        </Link>
      }
      mark={
        <>
          <Readiness status={data.status} />
          <span className="text-muted">{data.type}</span>
          {data.concurrency_limit !== null && (
            <Meter label={poolText.running} value={data.active_slots ?? 0} max={data.concurrency_limit} />
          )}
        </>
      }
      actions={
        <>
          <ActionLink needs="workPools.update" to="/work-pools/work-pool/$name/edit" params={{ name }}>
            {poolText.edit}
          </ActionLink>
          <Button needs="workPools.update" disabled={pause.isPending} onClick={() => pause.mutate(data)}>
            {data.is_paused ? objectText.resume : objectText.pause}
          </Button>
          <PageMenu
            items={[{ key: 'delete', label: poolText.delete, danger: true, needs: 'workPools.delete', onChoose: () => setDeleting(true) }]}
          />
        </>
      }
    >
      {pause.isError && <Problem error={pause.error} />}
      {data.description !== null && <p className="mb-3 max-w-[72ch]">{data.description}</p>}
      <Tabs names={POOL_TABS} words={text.tabs} value={tab} onChange={(next) => void navigate({ search: { tab: next }, replace: true })}>
        <Content tab={tab} pool={data} worker={worker} />
      </Tabs>
      {deleting && <DeletePool name={name} onClose={() => setDeleting(false)} />}
    </Page>
  )
}

interface ContentProps {
  readonly tab: PoolTab
  readonly pool: WorkPool
  /** The worker that one looks for. */
  readonly worker: string | undefined
}

function Content({ tab, pool, worker }: ContentProps): ReactElement {
  switch (tab) {
    case 'queues':
      return <Queues pool={pool.name} />
    case 'overview':
      return <PoolOverview pool={pool} />
    case 'workers':
      return <Workers pool={pool} wanted={worker} />
    case 'runs':
      return <RunsOf of={{ pool: pool.name }} />
    case 'deployments':
      return <DeploymentsOf pool={pool.name} />
    case 'template':
      break
  }
  return <JobTemplate pool={pool} />
}

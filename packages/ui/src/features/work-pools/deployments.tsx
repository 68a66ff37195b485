import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Empty } from '../../components/empty.tsx'
import { Problem } from '../../components/problem.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { usePolling } from '../../live/events.ts'
import { poolText as text } from '../../messages/work-pools.ts'
import { DeploymentsTable } from '../deployments/deployments-table.tsx'
import { deploymentsOfPoolQuery } from '../deployments/queries.ts'

/** The deployments whose runs go to a pool. */
export function DeploymentsOf({ pool }: { readonly pool: string }): ReactElement {
  const navigate = useNavigate()
  const read = useQuery({ ...deploymentsOfPoolQuery(pool), refetchInterval: usePolling() })
  if (read.isPending) return <Skeleton rows={6} />
  if (read.data === undefined) return <Problem error={read.error} onRetry={() => void read.refetch()} />
  const { results, count } = read.data
  if (results.length === 0) return <Empty command={`millrace deploy --pool '${pool}'`}>{text.noDeployments}</Empty>
  return (
    <>
      <DeploymentsTable rows={results} onTag={(tag) => void navigate({ to: '/deployments', search: { tag } })} />
      {count > results.length && <p className="mt-2 text-muted">{text.firstDeployments(results.length, count)}</p>}
    </>
  )
}

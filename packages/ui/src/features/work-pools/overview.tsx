import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { WorkPool } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { Facts } from '../../components/facts.tsx'
import { usePolling } from '../../live/events.ts'
import { useRenewal } from '../../live/renewal.ts'
import { poolText as text } from '../../messages/work-pools.ts'
import { ExactMoment } from '../../time/exact-moment.tsx'
import { Moment } from '../../time/moment.tsx'
import { lastCrashQuery, type PoolRow, poolRowQuery, workersQuery } from './queries.ts'

/** Who serves a pool, what runs and waits, and what ended badly there last. */
export function PoolOverview({ pool }: { readonly pool: WorkPool }): ReactElement {
  const { name } = pool
  const polling = usePolling()
  const row = useQuery({ ...poolRowQuery(name), refetchInterval: polling }).data
  const crash = useQuery({ ...lastCrashQuery(name), refetchInterval: polling }).data
  const workers = useQuery(workersQuery(name)).data ?? []
  useRenewal(['prefect.flow-run.'], ['work pool', name, 'now'])
  const online = workers.filter(({ status }) => status === 'ONLINE').map((worker) => worker.name)
  return (
    <Facts
      facts={[
        [text.pollers, online.length === 0 ? text.noPollers : text.pollersOf(online)],
        [text.polled, row === undefined || row.last_polled === null ? null : <ExactMoment key="polled" at={row.last_polled} />],
        [text.running, text.runningOf(row?.running ?? pool.active_slots ?? 0, pool.concurrency_limit)],
        [text.waits, <Waiting key="waits" row={row} />],
        [
          text.lastCrash,
          crash === undefined || crash === null ? (
            text.noCrash
          ) : (
            <span key="crash">
              <Link to="/runs/flow-run/$id" params={{ id: crash.id }} className="font-medium text-text hover:underline">
                {crash.name}
              </Link>{' '}
              <span className="text-muted">
                <Moment at={crash.end_time} />
              </span>
              {crash.state?.message !== null && crash.state?.message !== '' && (
                <span className="block break-words text-failed">{crash.state?.message}</span>
              )}
            </span>
          ),
        ],
        [text.typeIs, pool.type],
        [text.created, <ExactMoment key="created" at={pool.created} />],
        [text.changed, <ExactMoment key="changed" at={pool.updated} />],
      ]}
    />
  )
}

function Waiting({ row }: { readonly row: PoolRow | undefined }): ReactElement {
  if (row?.waiting === undefined) return <>–</>
  if (row.waiting === 0 || row.oldest_wait === null) return <>{text.nobodyWaits}</>
  return (
    <span className="text-overdue">
      {text.runsWait(row.waiting)} <Moment at={row.oldest_wait} />
    </span>
  )
}

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Panel } from '../../components/panel.tsx'
import { usePolling } from '../../live/events.ts'
import { useRenewal } from '../../live/renewal.ts'
import { deploymentText as text } from '../../messages/deployments.ts'
import { StateBadge } from '../../states/state-badge.tsx'
import { Moment } from '../../time/moment.tsx'
import { comingRunsQuery } from './queries.ts'

/** The next runs of a deployment that wait for their time, or for somebody who takes them. */
export function ComingRuns({ deployment }: { readonly deployment: string }): ReactElement | null {
  const runs = useQuery({ ...comingRunsQuery(deployment), refetchInterval: usePolling() })
  useRenewal(['prefect.flow-run.'], ['runs', 'coming', deployment])
  if (runs.data === undefined || runs.data.length === 0) return null
  return (
    <Panel title={text.coming}>
      <ul className="flex flex-col">
        {runs.data.map(({ id, name, state_type: type, state_name: state, next_scheduled_start_time: at }) => (
          <li key={id} className="flex min-h-8 flex-wrap items-center gap-x-3 border-t border-line">
            <StateBadge type={type} name={state} />
            <Link to="/runs/flow-run/$id" params={{ id }} className="min-w-0 truncate font-medium text-text hover:underline">
              {name}
            </Link>
            <span className="ml-auto text-xs text-muted">
              <Moment at={at} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

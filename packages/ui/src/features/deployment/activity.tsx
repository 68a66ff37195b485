import { Link } from '@tanstack/react-router'
import type { DeploymentRowView } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { RunBars } from '../../charts/run-bars.tsx'
import { Panel } from '../../components/panel.tsx'
import { deploymentText as text } from '../../messages/deployments.ts'
import { StateBadge } from '../../states/state-badge.tsx'
import { durationInWords } from '../../time/duration.ts'
import { Moment } from '../../time/moment.tsx'

/** How its latest runs went, and how long they took. */
export const Activity = ({ row }: { readonly row: DeploymentRowView | null | undefined }): ReactElement | null =>
  row === null || row === undefined || row.runs.length === 0 ? null : (
    <Panel title={text.activity}>
      <ul className="flex flex-col">
        <li className="mb-2">
          <RunBars runs={row.runs} places={row.runs.length} />
        </li>
        {row.runs
          .slice(-LATEST)
          .toReversed()
          .map((run) => (
            <li key={run.id} className="flex min-h-8 min-w-0 flex-wrap items-center gap-x-3 border-t border-line py-1">
              <StateBadge type={run.state_type} name={run.state_name} />
              <Link to="/runs/flow-run/$id" params={{ id: run.id }} className="min-w-0 truncate font-medium text-text hover:underline">
                {run.name}
              </Link>
              <span className="ml-auto text-xs text-muted">
                {run.start_time === null ? (
                  '–'
                ) : (
                  <>
                    <Moment at={run.start_time} /> · {durationInWords(run.seconds)}
                  </>
                )}
              </span>
            </li>
          ))}
      </ul>
    </Panel>
  )

/** Of the latest runs, as many are named. */
const LATEST = 5

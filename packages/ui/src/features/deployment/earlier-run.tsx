import { useQuery } from '@tanstack/react-query'
import type { FlowRun } from '@millrace/protocol'
import { History } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Empty } from '../../components/empty.tsx'
import { Problem } from '../../components/problem.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { deploymentText as text } from '../../messages/deployments.ts'
import { StateBadge } from '../../states/state-badge.tsx'
import { Moment } from '../../time/moment.tsx'
import { earlierRunsQuery } from './queries.ts'

/** Takes what an earlier run of a deployment was given. */
export function EarlierRun({
  deployment,
  onChoose,
}: {
  readonly deployment: string
  readonly onChoose: (run: FlowRun) => void
}): ReactElement {
  const [open, setOpen] = useState(false)
  const runs = useQuery({ ...earlierRunsQuery(deployment), enabled: open })
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <History aria-hidden size={14} />
        {text.copyEarlier}
      </Button>
      <Dialog title={text.copyEarlier} open={open} onClose={() => setOpen(false)}>
        {runs.isPending && <Skeleton rows={5} />}
        {runs.isError && <Problem error={runs.error} onRetry={() => void runs.refetch()} />}
        {runs.data?.length === 0 && <Empty>{text.noRuns}</Empty>}
        <ul className="flex flex-col">
          {runs.data?.map((run) => (
            <li key={run.id} className="border-t border-line first:border-t-0">
              <button
                type="button"
                className="flex min-h-9 w-full flex-wrap items-center gap-x-3 py-1 text-left hover:bg-sunken"
                onClick={() => {
                  onChoose(run)
                  setOpen(false)
                }}
              >
                <StateBadge type={run.state_type} name={run.state_name} />
                <span className="min-w-0 truncate font-medium">{run.name}</span>
                <span className="text-xs text-muted">
                  <Moment at={run.start_time ?? run.expected_start_time} />
                </span>
                <code className="w-full truncate font-mono text-xs text-muted">{JSON.stringify(run.parameters)}</code>
              </button>
            </li>
          ))}
        </ul>
      </Dialog>
    </>
  )
}

import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { Deployment } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { Empty } from '../components/empty.tsx'
import { CRUMB } from '../components/link-button.ts'
import { Middle } from '../components/middle.tsx'
import { Page } from '../components/page.tsx'
import { Panel } from '../components/panel.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { type Column, Table } from '../components/table.tsx'
import { Tabs } from '../components/tabs.tsx'
import { flowQuery } from '../features/deployment/queries.ts'
import { RunButton } from '../features/deployment/run-button.tsx'
import { DeploymentStatus } from '../features/deployment/status.tsx'
import { Durations } from '../features/flows/durations.tsx'
import { FlowMenu } from '../features/flows/flow-menu.tsx'
import { Grid } from '../features/flows/grid.tsx'
import { deploymentsOfQuery, flowGridQuery } from '../features/flows/queries.ts'
import { FLOW_TABS, flowSearch } from '../features/flows/search.ts'
import { Missing } from '../features/gone/missing.tsx'
import { RunsOf } from '../features/runs/runs-table.tsx'
import { NextRun } from '../features/schedules/next-run.tsx'
import { deploymentText } from '../messages/deployments.ts'
import { usePolling } from '../live/events.ts'
import { useRenewal } from '../live/renewal.ts'
import { flowText } from '../messages/flows.ts'
import { en } from '../messages/en.ts'
import { objectText as text } from '../messages/objects.ts'

const route = getRouteApi('/flows/flow/$id')

const COLUMNS: readonly Column<Deployment>[] = [
  {
    key: 'name',
    head: text.name,
    cell: ({ id, name }) => (
      <Link to="/deployments/deployment/$id" params={{ id }} className="block truncate font-medium text-text hover:underline">
        <Middle text={name} />
      </Link>
    ),
  },
  { key: 'status', head: deploymentText.status, narrow: false, cell: (deployment) => <DeploymentStatus deployment={deployment} /> },
  { key: 'next', head: deploymentText.nextRun, narrow: false, cell: (deployment) => <NextRun deployment={deployment} /> },
  { key: 'run', head: deploymentText.action, align: 'right', cell: (deployment) => <RunButton deployment={deployment} short /> },
]

/** How does a flow fare, and what deploys it? */
export function FlowPage(): ReactElement {
  const { id } = route.useParams()
  const { tab = 'overview' } = route.useSearch()
  const navigate = route.useNavigate()
  const flow = useQuery(flowQuery(id))
  if (flow.data === undefined) {
    return <Page title={en.pages.flows}>{flow.isPending ? <Skeleton rows={12} /> : <Missing kind="flow" id={id} read={flow} />}</Page>
  }
  return (
    <Page
      title={flow.data.name}
      crumbs={
        <Link to="/flows" className={CRUMB}>
          {en.pages.flows}
        </Link>
      }
      actions={<FlowMenu flow={flow.data} />}
    >
      <Tabs
        names={FLOW_TABS}
        words={flowText.tabs}
        value={tab}
        onChange={(next) => void navigate({ search: flowSearch({ tab: next }), replace: true })}
      >
        {tab === 'overview' && <Fares flowId={id} />}
        {tab === 'runs' && <RunsOf of={{ flow: id }} />}
        {tab === 'deployments' && <DeploymentsOf flowId={id} />}
      </Tabs>
    </Page>
  )
}

const WATCHED = ['prefect.flow-run.']

/** How its last runs went, and which of its tasks is to blame. */
function Fares({ flowId }: { readonly flowId: string }): ReactElement {
  const query = flowGridQuery(flowId)
  const grid = useQuery({ ...query, refetchInterval: usePolling() })
  useRenewal(WATCHED, query.queryKey)
  if (grid.isPending) return <Skeleton rows={10} />
  if (grid.isError) return <Problem error={grid.error} onRetry={() => void grid.refetch()} />
  if (grid.data === null) return <Empty>{flowText.notTold}</Empty>
  const { runs, tasks } = grid.data
  if (runs.length === 0) return <Empty>{flowText.noRuns}</Empty>
  return (
    <div className="flex flex-col gap-6">
      <Panel title={flowText.durations}>
        <Durations runs={runs} />
      </Panel>
      <Panel title={flowText.grid}>{tasks.length === 0 ? <Empty>{flowText.noTasks}</Empty> : <Grid grid={grid.data} />}</Panel>
    </div>
  )
}

function DeploymentsOf({ flowId }: { readonly flowId: string }): ReactElement {
  const deployments = useQuery(deploymentsOfQuery(flowId))
  if (deployments.isPending) return <Skeleton rows={4} />
  if (deployments.data === undefined) return <Problem error={deployments.error} onRetry={() => void deployments.refetch()} />
  if (deployments.data.length === 0) return <Empty command="millrace deploy">{text.flows.noDeployments}</Empty>
  return <Table caption={text.flows.deployments} columns={COLUMNS} rows={deployments.data} keyOf={({ id }) => id} />
}

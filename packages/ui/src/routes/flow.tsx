import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { Deployment } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { Empty } from '../components/empty.tsx'
import { CRUMB } from '../components/link-button.ts'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { type Column, Table } from '../components/table.tsx'
import { Tabs } from '../components/tabs.tsx'
import { flowQuery } from '../features/deployment/queries.ts'
import { RunButton } from '../features/deployment/run-button.tsx'
import { DeploymentStatus } from '../features/deployment/status.tsx'
import { deploymentsOfQuery } from '../features/flows/queries.ts'
import { FLOW_TABS } from '../features/flows/search.ts'
import { RunsOf } from '../features/runs/runs-table.tsx'
import { NextRun } from '../features/schedules/next-run.tsx'
import { deploymentText } from '../messages/deployments.ts'
import { en } from '../messages/en.ts'
import { objectText as text } from '../messages/objects.ts'

const route = getRouteApi('/flows/flow/$id')

const COLUMNS: readonly Column<Deployment>[] = [
  {
    key: 'name',
    head: text.name,
    cell: ({ id, name }) => (
      <Link to="/deployments/deployment/$id" params={{ id }} className="block truncate font-medium text-text hover:underline">
        {name}
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
  const { tab = 'runs' } = route.useSearch()
  const navigate = route.useNavigate()
  const flow = useQuery(flowQuery(id))
  if (flow.data === undefined) {
    return (
      <Page title={en.pages.flows}>
        {flow.isPending ? <Skeleton rows={12} /> : <Problem error={flow.error} onRetry={() => void flow.refetch()} />}
      </Page>
    )
  }
  return (
    <Page
      title={flow.data.name}
      crumbs={
        <Link to="/flows" className={CRUMB}>
          {en.pages.flows}
        </Link>
      }
    >
      <Tabs
        names={FLOW_TABS}
        words={text.flows.tabs}
        value={tab}
        onChange={(next) => void navigate({ search: { tab: next }, replace: true })}
      >
        {tab === 'runs' ? <RunsOf of={{ flow: id }} /> : <DeploymentsOf flowId={id} />}
      </Tabs>
    </Page>
  )
}

function DeploymentsOf({ flowId }: { readonly flowId: string }): ReactElement {
  const deployments = useQuery(deploymentsOfQuery(flowId))
  if (deployments.isPending) return <Skeleton rows={4} />
  if (deployments.data === undefined) return <Problem error={deployments.error} onRetry={() => void deployments.refetch()} />
  if (deployments.data.length === 0) return <Empty>{text.flows.noDeployments}</Empty>
  return <Table caption={text.flows.deployments} columns={COLUMNS} rows={deployments.data} keyOf={({ id }) => id} />
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { Deployment } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { Json } from '../components/json.tsx'
import { Button } from '../components/button.tsx'
import { Facts } from '../components/facts.tsx'
import { CRUMB, LINK_BUTTON } from '../components/link-button.ts'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { Tabs } from '../components/tabs.tsx'
import { DeleteButton } from '../features/deployment/delete-button.tsx'
import { DeploymentParameters } from '../features/deployment/parameters.tsx'
import { deploymentQuery, flowQuery, pauseDeployment } from '../features/deployment/queries.ts'
import { RunButton } from '../features/deployment/run-button.tsx'
import { DEPLOYMENT_TABS, type DeploymentTab } from '../features/deployment/search.ts'
import { DeploymentStatus } from '../features/deployment/status.tsx'
import { RunsOf } from '../features/runs/runs-table.tsx'
import { Schedules } from '../features/schedules/schedules.tsx'
import { deploymentText as text } from '../messages/deployments.ts'
import { en } from '../messages/en.ts'
import { Moment } from '../time/moment.tsx'

const route = getRouteApi('/deployments/deployment/$id')

/** What does this deployment run, with what, and when? */
export function DeploymentPage(): ReactElement {
  const { id } = route.useParams()
  const { tab = 'overview' } = route.useSearch()
  const navigate = route.useNavigate()
  const cache = useQueryClient()
  const read = useQuery({ ...deploymentQuery(id), refetchInterval: 10_000 })
  const flow = useQuery(flowQuery(read.data?.flow_id))
  const pause = useMutation({
    mutationFn: pauseDeployment,
    onSettled: () => cache.invalidateQueries({ queryKey: ['deployment', id] }),
  })
  if (read.data === undefined) {
    return (
      <Page title={en.pages.deployments}>
        {read.isPending ? <Skeleton rows={12} /> : <Problem error={read.error} onRetry={() => void read.refetch()} />}
      </Page>
    )
  }
  const deployment = read.data
  return (
    <Page
      title={deployment.name}
      crumbs={
        <>
          <Link to="/deployments" className={CRUMB}>
            {en.pages.deployments}
          </Link>
          {flow.data !== undefined && (
            <>
              /
              <Link to="/flows/flow/$id" params={{ id: flow.data.id }} className={CRUMB}>
                {flow.data.name}
              </Link>
            </>
          )}
        </>
      }
      mark={<DeploymentStatus deployment={deployment} />}
      actions={
        <>
          <RunButton deployment={deployment} />
          <Link to="/deployments/deployment/$id/run" params={{ id }} className={LINK_BUTTON}>
            {text.custom}
          </Link>
          <Link to="/deployments/deployment/$id/edit" params={{ id }} className={LINK_BUTTON}>
            {text.edit}
          </Link>
          <Button disabled={pause.isPending} onClick={() => pause.mutate(deployment)}>
            {deployment.paused ? text.resume : text.pause}
          </Button>
          <DeleteButton deployment={deployment} />
        </>
      }
    >
      {pause.isError && <Problem error={pause.error} />}
      <Tabs
        names={DEPLOYMENT_TABS}
        words={text.tabs}
        value={tab}
        onChange={(next) => void navigate({ search: { tab: next }, replace: true })}
      >
        <Content tab={tab} deployment={deployment} flow={flow.data?.name} />
      </Tabs>
    </Page>
  )
}

interface ContentProps {
  readonly tab: DeploymentTab
  readonly deployment: Deployment
  readonly flow: string | undefined
}

function Content({ tab, deployment, flow }: ContentProps): ReactElement {
  const { id } = deployment
  switch (tab) {
    case 'overview':
      return (
        <div className="flex flex-col gap-6">
          {deployment.description !== null && deployment.description !== '' && (
            <p className="max-w-[72ch] whitespace-pre-wrap">{deployment.description}</p>
          )}
          <Schedules deployment={deployment} />
          <Facts
            facts={[
              [text.flow, flow],
              [text.workPool, deployment.work_pool_name],
              [text.workQueue, deployment.work_queue_name],
              [text.tags, deployment.tags.join(', ')],
              [text.version, deployment.version],
              [text.updated, <Moment key="updated" at={deployment.updated} />],
            ]}
          />
        </div>
      )
    case 'runs':
      return <RunsOf of={{ deployment: id }} />
    case 'parameters':
      return <DeploymentParameters deployment={deployment} />
    case 'configuration':
      break
  }
  return <Configuration deployment={deployment} />
}

function Configuration({ deployment }: { readonly deployment: Deployment }): ReactElement {
  return (
    <div className="flex flex-col gap-4">
      <Facts
        facts={[
          [text.id, deployment.id],
          [text.entrypoint, deployment.entrypoint],
          [text.path, deployment.path],
          [text.concurrencyLimit, deployment.concurrency_limit],
          [text.collision, deployment.concurrency_options?.collision_strategy],
          [text.created, <Moment key="created" at={deployment.created} />],
        ]}
      />
      <h2 className="text-base font-semibold">{text.jobVariables}</h2>
      <Json value={deployment.job_variables} />
      {deployment.pull_steps !== null && (
        <>
          <h2 className="text-base font-semibold">{text.pullSteps}</h2>
          <Json value={{ pull: deployment.pull_steps }} />
        </>
      )}
    </div>
  )
}

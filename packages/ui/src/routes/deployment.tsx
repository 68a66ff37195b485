import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { Deployment, DeploymentRowView } from '@millrace/protocol'
import { limitOfDeployment } from '@millrace/protocol/deployment-limit'
import { lazy, type ReactElement, Suspense } from 'react'
import { Json } from '../components/json.tsx'
import { Button } from '../components/button.tsx'
import { Facts } from '../components/facts.tsx'
import { CRUMB } from '../components/link-button.ts'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { ShortId } from '../components/short-id.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { Tabs } from '../components/tabs.tsx'
import { ActionsMenu } from '../features/deployment/actions-menu.tsx'
import { Activity } from '../features/deployment/activity.tsx'
import { ComingRuns } from '../features/deployment/coming-runs.tsx'
import { DeploymentParameters } from '../features/deployment/parameters.tsx'
import { deploymentQuery, flowQuery, pauseDeployment } from '../features/deployment/queries.ts'
import { RunSplit } from '../features/deployment/run-split.tsx'
import { DEPLOYMENT_TABS, type DeploymentTab } from '../features/deployment/search.ts'
import { Standing } from '../features/deployment/standing.tsx'
import { DeploymentStatus } from '../features/deployment/status.tsx'
import { Triggers } from '../features/deployment/triggers.tsx'
import { Versions } from '../features/deployment/versions.tsx'
import { deploymentRowQuery } from '../features/deployments/queries.ts'
import { Missing } from '../features/gone/missing.tsx'
import { RunsOf } from '../features/runs/runs-table.tsx'
import { Schedules } from '../features/schedules/schedules.tsx'
import { usePolling } from '../live/events.ts'
import { useRenewal } from '../live/renewal.ts'
import { deploymentText as text } from '../messages/deployments.ts'
import { en } from '../messages/en.ts'
import { ExactMoment } from '../time/exact-moment.tsx'

const Markdown = lazy(async () => ({ default: (await import('../components/markdown.tsx')).Markdown }))

const route = getRouteApi('/deployments/deployment/$id')

/** What tells whether it is served. */
const CHANGES = ['prefect.deployment.', 'prefect.work-pool.', 'prefect.work-queue.']

/** What does this deployment run, with what, and when? */
export function DeploymentPage(): ReactElement {
  const { id } = route.useParams()
  const { tab = 'overview' } = route.useSearch()
  const navigate = route.useNavigate()
  const cache = useQueryClient()
  const read = useQuery({ ...deploymentQuery(id), refetchInterval: usePolling() })
  const row = useQuery({ ...deploymentRowQuery(id), refetchInterval: usePolling() })
  useRenewal(CHANGES, ['deployment', id])
  const flow = useQuery(flowQuery(read.data?.flow_id))
  const pause = useMutation({
    mutationFn: pauseDeployment,
    onSettled: () => cache.invalidateQueries({ queryKey: ['deployment', id] }),
  })
  if (read.data === undefined) {
    return (
      <Page title={en.pages.deployments}>
        {read.isPending ? <Skeleton rows={12} /> : <Missing kind="deployment" id={id} read={read} />}
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
      mark={<DeploymentStatus deployment={{ ...deployment, ...row.data }} />}
      actions={
        <>
          <RunSplit deployment={deployment} />
          <Button needs="deployments.pause" disabled={pause.isPending} onClick={() => pause.mutate(deployment)}>
            {deployment.paused ? text.resume : text.pause}
          </Button>
          <ActionsMenu deployment={deployment} flow={flow.data?.name} />
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
        <Content tab={tab} deployment={deployment} flow={flow.data?.name} row={row.data} />
      </Tabs>
    </Page>
  )
}

interface ContentProps {
  readonly tab: DeploymentTab
  readonly deployment: Deployment
  readonly flow: string | undefined
  /** What lists say of it, once it is known. */
  readonly row: DeploymentRowView | null | undefined
}

function Content({ tab, deployment, flow, row }: ContentProps): ReactElement {
  const { id } = deployment
  switch (tab) {
    case 'overview':
      return (
        <div className="grid grid-cols-1 gap-x-10 gap-y-6 xl:grid-cols-[minmax(0,1fr)_22rem]">
          <div className="flex min-w-0 flex-col gap-6">
            {deployment.description !== null && deployment.description !== '' && (
              <Suspense fallback={<Skeleton rows={2} />}>
                <Markdown source={deployment.description} />
              </Suspense>
            )}
            <Schedules deployment={deployment} />
            <ComingRuns deployment={id} />
            <Activity row={row} />
            <Triggers deployment={deployment} flow={flow} />
          </div>
          <aside aria-label={text.tabs.configuration}>
            <Standing deployment={deployment} flow={flow} />
          </aside>
        </div>
      )
    case 'runs':
      return <RunsOf of={{ deployment: id }} />
    case 'parameters':
      return <DeploymentParameters deployment={deployment} />
    case 'versions':
      return <Versions deployment={deployment} />
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
          [text.id, <ShortId key="id" id={deployment.id} />],
          [text.entrypoint, deployment.entrypoint],
          [text.path, deployment.path],
          [text.concurrencyLimit, limitOfDeployment(deployment)?.limit],
          [text.collision, deployment.concurrency_options?.collision_strategy],
          [text.created, <ExactMoment key="created" at={deployment.created} />],
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

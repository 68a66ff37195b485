import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Tabs } from 'radix-ui'
import type { ReactElement } from 'react'
import { Button } from '../components/button.tsx'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { Details } from '../features/run/details.tsx'
import { Logs } from '../features/run/logs.tsx'
import { Parameters } from '../features/run/parameters.tsx'
import { cancelRun, isOver, retryRun, runQuery } from '../features/run/queries.ts'
import { RUN_TABS, type RunTab } from '../features/run/search.ts'
import { TaskRuns } from '../features/run/task-runs.tsx'
import { en } from '../messages/en.ts'
import { StateBadge } from '../states/state-badge.tsx'

const route = getRouteApi('/runs/flow-run/$id')

/** What happened in a flow run, and why? */
export function FlowRunPage(): ReactElement {
  const { id } = route.useParams()
  const { tab = 'logs' } = route.useSearch()
  const navigate = route.useNavigate()
  const cache = useQueryClient()
  const run = useQuery(runQuery(id))
  const act = useMutation({
    mutationFn: (action: (runId: string) => Promise<unknown>) => action(id),
    onSettled: () => cache.invalidateQueries({ queryKey: ['run', id] }),
  })
  if (run.isPending) {
    return (
      <Page title=" ">
        <Skeleton rows={12} />
      </Page>
    )
  }
  if (run.data === undefined) {
    return (
      <Page title={en.pages.runs}>
        <Problem error={run.error} onRetry={() => void run.refetch()} />
      </Page>
    )
  }
  const { name, state_type: type, state_name: stateName, state } = run.data
  return (
    <Page
      title={name}
      crumbs={
        <Link to="/runs" className="text-muted underline">
          {en.pages.runs}
        </Link>
      }
      mark={<StateBadge type={type} name={stateName} />}
      actions={
        isOver(type) ? (
          <Button disabled={act.isPending} onClick={() => act.mutate(retryRun)}>
            {en.run.retry}
          </Button>
        ) : (
          <Button look="danger" disabled={act.isPending} onClick={() => act.mutate(cancelRun)}>
            {en.run.cancel}
          </Button>
        )
      }
    >
      {act.isError && <Problem error={act.error} />}
      {state?.message !== undefined && state.message !== null && state.message !== '' && (
        <p className="mb-3 max-w-[72ch] break-words whitespace-pre-wrap">{state.message}</p>
      )}
      <Tabs.Root value={tab} onValueChange={(next) => void navigate({ search: { tab: next as RunTab }, replace: true })}>
        <Tabs.List className="mb-3 flex gap-1 overflow-x-auto border-b border-line">
          {RUN_TABS.map((each) => (
            <Tabs.Trigger
              key={each}
              value={each}
              className="border-b-2 border-transparent px-3 py-1.5 text-muted data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-text"
            >
              {en.run.tabs[each]}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content value="logs">
          <Logs runId={id} live={!isOver(type)} />
        </Tabs.Content>
        <Tabs.Content value="tasks">
          <TaskRuns runId={id} live={!isOver(type)} />
        </Tabs.Content>
        <Tabs.Content value="parameters">
          <Parameters parameters={run.data.parameters} />
        </Tabs.Content>
        <Tabs.Content value="details">
          <Details run={run.data} />
        </Tabs.Content>
      </Tabs.Root>
    </Page>
  )
}

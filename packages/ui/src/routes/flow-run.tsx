import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { Tabs } from '../components/tabs.tsx'
import { Banner } from '../features/run/banner.tsx'
import { RunCrumbs, RunFacts } from '../features/run/heading.tsx'
import { Inspector } from '../features/run/inspector.tsx'
import { isOver, runQuery, surroundingsQuery } from '../features/run/queries.ts'
import { RunActions } from '../features/run/run-actions.tsx'
import { RUN_TABS, type RunSearch, runSearch } from '../features/run/search.ts'
import { Details, Events, Infrastructure, Parameters, Results, Subflows } from '../features/run/tabs.tsx'
import { useLiveRun } from '../features/run/use-live-run.ts'
import { LogView } from '../features/log/log-view.tsx'
import { timelineQuery } from '../features/timeline/queries.ts'
import { TimelinePanel } from '../features/timeline/timeline-panel.tsx'
import { usePolling } from '../live/events.ts'
import { en } from '../messages/en.ts'
import { runText } from '../messages/runs.ts'
import { StateBadge } from '../states/state-badge.tsx'

const route = getRouteApi('/runs/flow-run/$id')

/** What happened in a flow run, and why? */
export function FlowRunPage(): ReactElement {
  const { id } = route.useParams()
  // Another run is another page: nothing of this one is to be seen in it.
  return <FlowRunView key={id} id={id} />
}

function FlowRunView({ id }: { readonly id: string }): ReactElement {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const cache = useQueryClient()
  const polling = usePolling()
  const run = useQuery({ ...runQuery(id), refetchInterval: polling })
  const over = isOver(run.data?.state_type)
  const timeline = useQuery({ ...timelineQuery(id, cache), refetchInterval: over ? false : polling })
  const around = useQuery(surroundingsQuery(run.data))
  useLiveRun(id)
  const change = (part: Partial<Record<keyof RunSearch, unknown>>): void =>
    void navigate({ search: (old) => runSearch({ ...old, ...part }), replace: true, resetScroll: false })

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
  const { data } = run
  const { tab = 'logs', task } = search
  const chosen = timeline.data?.lanes.find((lane) => lane.id === task)
  const isTask = chosen?.kind === 'task-run'
  return (
    <Page
      title={data.name}
      crumbs={<RunCrumbs around={around.data} />}
      mark={<StateBadge type={data.state_type} name={data.state_name} />}
      actions={<RunActions run={data} chosen={chosen === undefined ? undefined : { id: chosen.task_run_id, name: chosen.name }} />}
    >
      <RunFacts run={data} fetchedAt={run.dataUpdatedAt} />
      <Banner
        run={data}
        onTask={(id_) => change({ task: id_ })}
        onLog={(line) => change({ log: line, tab: undefined, task: undefined, level: undefined, find: undefined })}
      />
      <div className="flex items-start gap-4 max-xl:flex-col">
        <div className="w-full min-w-0 flex-1">
          {timeline.isError && timeline.data === undefined && (
            <div className="mb-4">
              <Problem error={timeline.error} onRetry={() => void timeline.refetch()} />
            </div>
          )}
          {timeline.data !== undefined && (timeline.data.lanes.length > 0 || !over) && (
            <TimelinePanel
              timeline={timeline.data}
              answeredAt={timeline.dataUpdatedAt}
              search={search}
              onSearch={change}
              selected={task}
              onChoose={(lane) => change({ task: lane?.id })}
            />
          )}
          <Tabs names={RUN_TABS} words={runText.tabs} value={tab} onChange={(name) => change({ tab: name === 'logs' ? undefined : name })}>
            {tab === 'logs' && (
              <LogView
                key={isTask ? task : id}
                of={isTask ? { taskRun: chosen.id, name: chosen.name } : { flowRun: chosen?.kind === 'flow-run' ? chosen.id : id }}
                live={!over}
                search={search}
                onSearch={change}
                onAll={() => change({ task: undefined })}
                startedAt={data.start_time === null ? undefined : Date.parse(data.start_time)}
              />
            )}
            {tab === 'subflows' && <Subflows runId={id} />}
            {tab === 'parameters' && <Parameters run={data} />}
            {tab === 'results' && <Results run={data} />}
            {tab === 'events' && <Events runId={id} />}
            {tab === 'infrastructure' && <Infrastructure run={data} around={around.data} />}
            {tab === 'details' && <Details run={data} around={around.data} />}
          </Tabs>
        </div>
        {isTask && task !== undefined && (
          <Inspector
            key={task}
            id={task}
            nameOf={(other) => timeline.data?.lanes.find((lane) => lane.id === other || lane.task_run_id === other)?.name}
            onChoose={(other) => change({ task: other })}
            onClose={() => change({ task: undefined })}
          />
        )}
      </div>
    </Page>
  )
}

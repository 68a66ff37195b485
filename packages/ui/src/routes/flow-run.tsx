import type { Timeline, TimelineLane } from '@millrace/protocol'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { lazy, type ReactElement, Suspense, useCallback, useMemo } from 'react'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { Tabs } from '../components/tabs.tsx'
import { Missing } from '../features/gone/missing.tsx'
import { Banner } from '../features/run/banner.tsx'
import { RunCrumbs, RunFacts } from '../features/run/heading.tsx'
import { Inspector } from '../features/run/inspector.tsx'
import { errorLineOf, explainQuery, isOver, runQuery, type Surroundings, surroundingsQuery } from '../features/run/queries.ts'
import { RetryFromTask } from '../features/run/retry-from-task.tsx'
import { RunActions } from '../features/run/run-actions.tsx'
import { RUN_TABS, type RunSearch, runSearch } from '../features/run/search.ts'
import { useLiveRun } from '../features/run/use-live-run.ts'
import type { LogOwner } from '../features/log/log-toolbar.tsx'
import { LogView } from '../features/log/log-view.tsx'
import { timelineQuery } from '../features/timeline/queries.ts'
import { TimelinePanel } from '../features/timeline/timeline-panel.tsx'
import { usePolling } from '../live/events.ts'
import { en } from '../messages/en.ts'
import { runText } from '../messages/runs.ts'
import { StateBadge } from '../states/state-badge.tsx'

const route = getRouteApi('/runs/flow-run/$id')

const RunTab = lazy(() => import('../features/run/tabs.tsx').then(({ RunTab: component }) => ({ default: component })))

const KEYS = { logs: 'l' } as const

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
  const explained = useQuery(explainQuery(id))
  useLiveRun(id)
  // What the log and the timeline are given stays the same while other answers arrive: each of them takes long to draw.
  const change = useCallback(
    (part: Partial<Record<keyof RunSearch, unknown>>): void =>
      void navigate({ search: (old) => runSearch({ ...old, ...part }), replace: true, resetScroll: false }),
    [navigate],
  )
  const choose = useCallback((lane: TimelineLane | undefined) => change({ task: lane?.id }), [change])
  const chooseTask = useCallback((taskRunId: string) => change({ task: taskRunId, log: undefined, logTo: undefined }), [change])
  const showAll = useCallback(() => change({ task: undefined }), [change])
  const { tab = 'logs', task, attempt } = search
  const chosen = useMemo(() => timeline.data?.lanes.find((lane) => lane.id === task), [timeline.data, task])
  const isTask = chosen?.kind === 'task-run'
  const { id: chosenId, name: chosenName } = chosen ?? {}
  const owner = useMemo(
    (): LogOwner => (isTask && chosenId !== undefined ? { taskRun: chosenId, name: chosenName ?? '' } : { flowRun: chosenId ?? id }),
    [isTask, chosenId, chosenName, id],
  )
  const [from, until] = attemptOf(timeline.data, attempt) ?? []
  const within = useMemo(() => (from === undefined ? undefined : { after_: from, before_: until }), [from, until])

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
        <Missing kind="flow-run" id={id} read={run} />
      </Page>
    )
  }
  const { data } = run
  // Of a run that failed, the log opens where the error is, once that is known.
  const opensAtError =
    (data.state_type === 'FAILED' || data.state_type === 'CRASHED') && search.log === undefined && search.find === undefined
  const errorLine = opensAtError ? errorLineOf(explained.data) : undefined
  return (
    <Page
      title={data.name}
      state={data.state_name ?? undefined}
      crumbs={<RunCrumbs around={around.data} />}
      mark={<StateBadge type={data.state_type} name={data.state_name} />}
      actions={
        <RunActions
          run={data}
          deployment={nameOf(around.data)}
          chosen={chosen === undefined ? undefined : { id: chosen.task_run_id, name: chosen.name }}
        />
      }
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
              onChoose={choose}
            />
          )}
          <Tabs
            names={RUN_TABS}
            words={runText.tabs}
            keys={KEYS}
            value={tab}
            onChange={(name) => change({ tab: name === 'logs' ? undefined : name })}
          >
            {tab === 'logs' && opensAtError && explained.isPending && <Skeleton rows={12} />}
            {tab === 'logs' && !(opensAtError && explained.isPending) && (
              <LogView
                key={chosen?.id ?? id}
                of={owner}
                live={!over}
                search={search}
                onSearch={change}
                opensAt={chosen === undefined ? errorLine : undefined}
                within={within}
                onAll={showAll}
                // Only those of this run are among its bars.
                {...(chosen === undefined ? { onTask: chooseTask } : {})}
                startedAt={data.start_time === null ? undefined : Date.parse(data.start_time)}
              />
            )}
            {tab !== 'logs' && (
              <Suspense fallback={<Skeleton rows={6} />}>
                <RunTab tab={tab} run={data} around={around.data} />
              </Suspense>
            )}
          </Tabs>
        </div>
        {isTask && task !== undefined && (
          <Inspector
            key={task}
            id={task}
            nameOf={(other) => timeline.data?.lanes.find((lane) => lane.id === other || lane.task_run_id === other)?.name}
            onChoose={(other) => change({ task: other })}
            onClose={() => change({ task: undefined })}
            retry={<RetryFromTask flowRunId={id} taskRunId={chosen.task_run_id} isOver={over} />}
          />
        )}
      </div>
    </Page>
  )
}

const nameOf = (around: Surroundings | null | undefined): string | undefined =>
  around?.deployment === null || around?.deployment === undefined ? undefined : `${around.flow.name}/${around.deployment.name}`

/** The instants, in UTC, from and until which one attempt at a run went on, for the lines that it wrote; undefined for all attempts. */
function attemptOf(timeline: Timeline | undefined, attempt: number | undefined): [from: string, until: string | undefined] | undefined {
  const one = timeline?.segments.filter(({ kind }) => kind === 'running')[(attempt ?? 0) - 1]
  if (timeline === undefined || one === undefined) return undefined
  const at = (millis: number): string => new Date(Date.parse(timeline.origin) + millis).toISOString()
  return [at(one.from), one.until === null ? undefined : at(one.until)]
}

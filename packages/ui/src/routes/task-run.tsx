import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { ReactElement } from 'react'
import { IconButton } from '../components/icon-button.tsx'
import { CRUMB, LINK_BUTTON } from '../components/link-button.ts'
import { Page } from '../components/page.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { Missing } from '../features/gone/missing.tsx'
import { LogView } from '../features/log/log-view.tsx'
import { TaskRunFacts } from '../features/run/inspector.tsx'
import { isOver, taskRunQuery } from '../features/run/queries.ts'
import { runSearch } from '../features/run/search.ts'
import { timelineQuery } from '../features/timeline/queries.ts'
import { useLiveEvents } from '../live/events.ts'
import { en } from '../messages/en.ts'
import { runText } from '../messages/runs.ts'
import { StateBadge } from '../states/state-badge.tsx'

const route = getRouteApi('/runs/task-run/$id')

/** What happened in a task run, and why? */
export function TaskRunPage(): ReactElement {
  const { id } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const cache = useQueryClient()
  const run = useQuery(taskRunQuery(id))
  const flowRunId = run.data?.flow_run_id ?? undefined
  const timeline = useQuery({ ...timelineQuery(flowRunId ?? '', cache), enabled: flowRunId !== undefined })
  const renew = (): void => void cache.invalidateQueries({ queryKey: ['task run', id] })
  useLiveEvents({ prefixes: ['prefect.task-run.'], resources: [`prefect.task-run.${id}`] }, { onEvents: renew, onGap: renew })
  if (run.data === undefined) {
    return (
      <Page title={run.isPending ? ' ' : runText.taskRun.title}>
        {run.isPending ? <Skeleton rows={12} /> : <Missing kind="task-run" id={id} read={run} />}
      </Page>
    )
  }
  const { data } = run
  const lanes = timeline.data?.lanes ?? []
  const index = lanes.findIndex((lane) => lane.task_run_id === id)
  const go = (to: string | undefined): void => void (to !== undefined && navigate({ to: '/runs/task-run/$id', params: { id: to } }))
  return (
    <Page
      key={id}
      title={data.name}
      mark={<StateBadge type={data.state_type} name={data.state_name} />}
      crumbs={
        <>
          <Link to="/runs" className={CRUMB}>
            {en.pages.runs}
          </Link>
          {flowRunId !== undefined && (
            <>
              <span aria-hidden>/</span>
              <Link to="/runs/flow-run/$id" params={{ id: flowRunId }} search={{ task: id }} className={CRUMB}>
                {data.flow_run_name ?? runText.taskRun.flowRun}
              </Link>
            </>
          )}
        </>
      }
      actions={
        <>
          {index >= 0 && (
            <span className="flex items-center text-xs text-muted">
              <IconButton
                aria-keyshortcuts="["
                icon={ChevronLeft}
                label={runText.taskRun.previous}
                disabled={index === 0}
                onClick={() => go(lanes[index - 1]?.task_run_id)}
              />
              {runText.taskRun.place(index + 1, lanes.length)}
              <IconButton
                aria-keyshortcuts="]"
                icon={ChevronRight}
                label={runText.taskRun.next}
                disabled={index === lanes.length - 1}
                onClick={() => go(lanes[index + 1]?.task_run_id)}
              />
            </span>
          )}
          {flowRunId !== undefined && (
            <Link to="/runs/flow-run/$id" params={{ id: flowRunId }} search={{ task: id }} className={LINK_BUTTON}>
              {runText.taskRun.inTimeline}
            </Link>
          )}
        </>
      }
    >
      <div className="grid grid-cols-[minmax(0,26rem)_minmax(0,1fr)] items-start gap-6 max-xl:grid-cols-1">
        <div className="flex min-w-0 flex-col gap-4">
          <TaskRunFacts
            run={data}
            nameOf={(other) => lanes.find((lane) => lane.id === other || lane.task_run_id === other)?.name}
            onChoose={go}
          />
        </div>
        <LogView
          of={{ taskRun: id, name: data.name }}
          live={!isOver(data.state_type)}
          search={search}
          onSearch={(part) => void navigate({ search: (old) => runSearch({ ...old, ...part }), replace: true, resetScroll: false })}
          startedAt={undefined}
        />
      </div>
    </Page>
  )
}

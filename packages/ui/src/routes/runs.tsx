import { getRouteApi } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Page } from '../components/page.tsx'
import { Tabs } from '../components/tabs.tsx'
import { RunFilters } from '../features/runs/filters.tsx'
import { FlowRunList } from '../features/runs/flow-run-list.tsx'
import { RUN_KINDS, type RunsSearch, runsSearch } from '../features/runs/search.ts'
import { TaskRunList } from '../features/runs/task-run-list.tsx'
import { en } from '../messages/en.ts'
import { runText } from '../messages/runs.ts'

const route = getRouteApi('/runs')

/** Which runs? */
export function RunsPage(): ReactElement {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const tab = search.tab ?? 'flow'
  const change = (next: RunsSearch): void => void navigate({ search: next, replace: true, resetScroll: false })
  return (
    <Page title={en.pages.runs}>
      <RunFilters search={search} onChange={change} />
      <Tabs
        names={RUN_KINDS}
        words={runText.list.tabs}
        value={tab}
        onChange={(next) => void navigate({ search: (old) => runsSearch({ ...old, tab: next }) })}
      >
        {tab === 'flow' ? <FlowRunList search={search} onSearch={change} /> : <TaskRunList search={search} onSearch={change} />}
      </Tabs>
    </Page>
  )
}

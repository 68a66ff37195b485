import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import type { DeploymentRowView, RunBar } from '@millrace/protocol'
import { ChevronDown } from 'lucide-react'
import type { ReactElement } from 'react'
import { RunBars } from '../charts/run-bars.tsx'
import { Button } from '../components/button.tsx'
import { Chips } from '../components/chips.tsx'
import { Empty } from '../components/empty.tsx'
import { INPUT } from '../components/field.tsx'
import { IconButton } from '../components/icon-button.tsx'
import { Menu } from '../components/menu.tsx'
import { Page } from '../components/page.tsx'
import { Pager } from '../components/pager.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { type Column, Table } from '../components/table.tsx'
import { RunButton } from '../features/deployment/run-button.tsx'
import { DeploymentStatus } from '../features/deployment/status.tsx'
import { deploymentRowsQuery } from '../features/deployments/queries.ts'
import { type DeploymentsSearch, deploymentsSearch } from '../features/deployments/search.ts'
import { NextRun } from '../features/schedules/next-run.tsx'
import { usePolling } from '../live/events.ts'
import { useRenewal } from '../live/renewal.ts'
import { deploymentText as text } from '../messages/deployments.ts'
import { en } from '../messages/en.ts'
import { StateBadge } from '../states/state-badge.tsx'
import { Moment } from '../time/moment.tsx'

const route = getRouteApi('/deployments')

/** What changes rows: their runs, and who serves them. */
const CHANGES = ['prefect.flow-run.', 'prefect.deployment.', 'prefect.work-pool.', 'prefect.work-queue.']

/** What is set up, and when does it run next? */
export function DeploymentsPage(): ReactElement {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const deployments = useQuery({ ...deploymentRowsQuery(search), refetchInterval: usePolling() })
  useRenewal(CHANGES, ['deployments'])
  const rows = deployments.data?.results ?? []
  const change = (part: Readonly<Record<string, string>>): void =>
    void navigate({ search: deploymentsSearch({ ...search, page: undefined, ...part }), replace: true })
  const filtered = search.name !== undefined || search.tag !== undefined
  return (
    <Page title={en.pages.deployments} mark={<span className="text-muted">{deployments.data?.count ?? ''}</span>}>
      <Filters search={search} onChange={change} onClear={() => void navigate({ search: {} })} />
      {deployments.isPending && <Skeleton rows={10} />}
      {deployments.isError && <Problem error={deployments.error} onRetry={() => void deployments.refetch()} />}
      {deployments.data !== undefined &&
        rows.length === 0 &&
        (filtered ? <Empty>{text.noMatch}</Empty> : <Empty command="millrace deploy">{text.none}</Empty>)}
      {deployments.data !== undefined && rows.length > 0 && (
        <>
          <Table
            caption={text.caption}
            columns={columnsOf((tag) => change({ tag }))}
            rows={rows}
            keyOf={({ id }) => id}
            stale={deployments.isPlaceholderData}
          />
          <Pager
            page={deployments.data.page}
            pages={deployments.data.pages}
            onTurn={(page) => void navigate({ search: deploymentsSearch({ ...search, page }) })}
          />
        </>
      )}
    </Page>
  )
}

interface FiltersProps {
  readonly search: DeploymentsSearch
  readonly onChange: (part: Readonly<Record<string, string>>) => void
  readonly onClear: () => void
}

const Filters = ({ search, onChange, onClear }: FiltersProps): ReactElement => (
  <div className="mb-3 flex flex-wrap items-center gap-2">
    <div className="w-56">
      <input
        type="search"
        aria-label={text.search}
        placeholder={text.search}
        className={INPUT}
        value={search.name ?? ''}
        onChange={({ target }) => onChange({ name: target.value })}
      />
    </div>
    <div className="w-40">
      <input
        type="search"
        aria-label={text.tag}
        placeholder={text.tag}
        className={INPUT}
        value={search.tag ?? ''}
        onChange={({ target }) => onChange({ tag: target.value })}
      />
    </div>
    {(search.name !== undefined || search.tag !== undefined) && <Button onClick={onClear}>{text.clear}</Button>}
  </div>
)

const columnsOf = (onTag: (tag: string) => void): readonly Column<DeploymentRowView>[] => [
  {
    key: 'name',
    head: text.name,
    cell: (row) => (
      <span className="block max-w-52 py-1 sm:max-w-56 xl:max-w-80">
        <Link
          to="/deployments/deployment/$id"
          params={{ id: row.id }}
          className="block truncate font-medium text-text hover:underline"
          title={row.name}
        >
          {row.name}
        </Link>
        <span className="block truncate text-xs text-muted" title={row.flow.name}>
          {row.flow.name}
        </span>
        <span className="flex flex-wrap gap-x-3 text-xs sm:hidden">
          <DeploymentStatus deployment={row} />
          <NextRun deployment={row} />
        </span>
      </span>
    ),
  },
  { key: 'status', head: text.status, narrow: false, cell: (row) => <DeploymentStatus deployment={row} /> },
  { key: 'runs', head: text.lastRuns, narrow: false, cell: (row) => <LatestRuns row={row} /> },
  { key: 'last', head: text.lastRun, narrow: false, cell: ({ runs }) => <LastRun run={runs.at(-1)} /> },
  { key: 'next', head: text.nextRun, narrow: false, cell: (row) => <NextRun deployment={row} /> },
  {
    key: 'tags',
    head: text.tags,
    wide: true,
    cell: ({ tags }) => (
      <span className="block max-w-44">
        <Chips tags={tags} onChoose={onTag} most={2} />
      </span>
    ),
  },
  { key: 'run', head: text.action, align: 'right', stays: true, cell: (row) => <RunRow row={row} /> },
]

const LatestRuns = ({ row: { id, runs } }: { readonly row: DeploymentRowView }): ReactElement => (
  <Link to="/deployments/deployment/$id" params={{ id }} search={{ tab: 'runs' }} className="inline-block align-middle">
    <RunBars runs={runs} places={20} />
  </Link>
)

function LastRun({ run }: { readonly run: RunBar | undefined }): ReactElement {
  if (run === undefined) return <span className="text-muted">{text.neverRan}</span>
  return (
    <Link to="/runs/flow-run/$id" params={{ id: run.id }} className="flex flex-col items-start gap-0.5 py-1 text-text" title={run.name}>
      <StateBadge type={run.state_type} name={run.state_name} />
      <span className="ps-1.5 text-xs text-muted">
        <Moment at={run.start_time} />
      </span>
    </Link>
  )
}

function RunRow({ row }: { readonly row: DeploymentRowView }): ReactElement {
  const navigate = useNavigate()
  const params = { id: row.id }
  return (
    <span className="inline-flex gap-1">
      <RunButton deployment={row} short />
      <Menu
        trigger={<IconButton icon={ChevronDown} label={text.more(row.name)} />}
        items={[
          { key: 'custom', label: text.custom, onChoose: () => void navigate({ to: '/deployments/deployment/$id/run', params }) },
          { key: 'edit', label: text.edit, onChoose: () => void navigate({ to: '/deployments/deployment/$id/edit', params }) },
        ]}
      />
    </span>
  )
}

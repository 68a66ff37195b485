import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { Deployment, FlowRun } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { Button } from '../components/button.tsx'
import { Chips } from '../components/chips.tsx'
import { Empty } from '../components/empty.tsx'
import { INPUT } from '../components/field.tsx'
import { Page } from '../components/page.tsx'
import { Pager } from '../components/pager.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { type Column, Table } from '../components/table.tsx'
import { RunButton } from '../features/deployment/run-button.tsx'
import { DeploymentStatus } from '../features/deployment/status.tsx'
import { deploymentsQuery, lastRunsQuery } from '../features/deployments/queries.ts'
import { type DeploymentsSearch, deploymentsSearch } from '../features/deployments/search.ts'
import { flowNamesQuery } from '../features/runs/queries.ts'
import { NextRun } from '../features/schedules/next-run.tsx'
import { deploymentText as text } from '../messages/deployments.ts'
import { en } from '../messages/en.ts'
import { StateBadge } from '../states/state-badge.tsx'
import { Moment } from '../time/moment.tsx'

const route = getRouteApi('/deployments')

/** What is set up, and when does it run next? */
export function DeploymentsPage(): ReactElement {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const deployments = useQuery(deploymentsQuery(search))
  const rows = deployments.data?.results ?? []
  const flows = useQuery(flowNamesQuery(rows.map(({ flow_id }) => flow_id)))
  const runs = useQuery(lastRunsQuery(rows.map(({ id }) => id)))
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
            columns={columnsOf(flows.data, runs.data, (tag) => change({ tag }))}
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

function columnsOf(
  flows: ReadonlyMap<string, string> | undefined,
  runs: { readonly last: ReadonlyMap<string, FlowRun>; readonly complete: boolean } | undefined,
  onTag: (tag: string) => void,
): readonly Column<Deployment>[] {
  return [
    {
      key: 'name',
      head: text.name,
      cell: (deployment) => (
        <span className="block py-1">
          <Link
            to="/deployments/deployment/$id"
            params={{ id: deployment.id }}
            className="block truncate font-medium text-text hover:underline"
            title={deployment.name}
          >
            {deployment.name}
          </Link>
          <span className="block truncate text-xs text-muted">{flows?.get(deployment.flow_id) ?? ' '}</span>
          <span className="flex flex-wrap gap-x-3 text-xs sm:hidden">
            <DeploymentStatus deployment={deployment} />
            <NextRun deployment={deployment} />
          </span>
        </span>
      ),
    },
    { key: 'status', head: text.status, narrow: false, cell: (deployment) => <DeploymentStatus deployment={deployment} /> },
    {
      key: 'last',
      head: text.lastRun,
      narrow: false,
      cell: ({ id }) => runs !== undefined && <LastRun run={runs.last.get(id)} complete={runs.complete} />,
    },
    { key: 'next', head: text.nextRun, narrow: false, cell: (deployment) => <NextRun deployment={deployment} /> },
    { key: 'tags', head: text.tags, narrow: false, cell: ({ tags }) => <Chips tags={tags} onChoose={onTag} /> },
    { key: 'run', head: text.action, align: 'right', cell: (deployment) => <RunButton deployment={deployment} short /> },
  ]
}

function LastRun({ run, complete }: { readonly run: FlowRun | undefined; readonly complete: boolean }): ReactElement {
  if (run === undefined) return <span className="text-muted">{complete ? text.neverRan : text.notRecent}</span>
  return (
    <Link
      to="/runs/flow-run/$id"
      params={{ id: run.id }}
      className="inline-flex items-center gap-2 text-text hover:underline"
      title={run.name}
    >
      <StateBadge type={run.state_type} name={run.state_name} />
      <Moment at={run.start_time ?? run.expected_start_time} />
    </Link>
  )
}

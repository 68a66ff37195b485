import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Button } from '../components/button.tsx'
import { Empty } from '../components/empty.tsx'
import { Page } from '../components/page.tsx'
import { Pager } from '../components/pager.tsx'
import { Problem } from '../components/problem.tsx'
import { SearchInput } from '../components/search-input.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { OrderChoice } from '../features/named/order-choice.tsx'
import { BulkActions } from '../features/deployments/bulk-actions.tsx'
import { DeploymentsTable } from '../features/deployments/deployments-table.tsx'
import { allRows, deploymentRowsQuery, MOST_SELECTED } from '../features/deployments/queries.ts'
import { type DeploymentsSearch, deploymentsSearch } from '../features/deployments/search.ts'
import { useSelection } from '../features/runs/selection.ts'
import { usePolling } from '../live/events.ts'
import { useRenewal } from '../live/renewal.ts'
import { deploymentText as text } from '../messages/deployments.ts'
import { en } from '../messages/en.ts'

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
  const selection = useSelection(rows)
  const count = deployments.data?.count ?? 0
  const change = (part: Readonly<Record<string, string>>): void =>
    void navigate({ search: deploymentsSearch({ ...search, page: undefined, ...part }), replace: true })
  const filtered = search.name !== undefined || search.tag !== undefined
  return (
    <Page title={en.pages.deployments} mark={<span className="text-muted">{deployments.data?.count ?? ''}</span>}>
      <Filters search={search} onChange={change} onClear={() => change({ name: '', tag: '' })} />
      {deployments.isPending && <Skeleton rows={10} />}
      {deployments.isError && <Problem error={deployments.error} onRetry={() => void deployments.refetch()} />}
      {deployments.data !== undefined &&
        rows.length === 0 &&
        (filtered ? <Empty>{text.noMatch}</Empty> : <Empty command="millrace deploy">{text.none}</Empty>)}
      {deployments.data !== undefined && rows.length > 0 && (
        <>
          <DeploymentsTable rows={rows} onTag={(tag) => change({ tag })} stale={deployments.isPlaceholderData} selection={selection} />
          <Pager
            page={deployments.data.page}
            pages={deployments.data.pages}
            onTurn={(page) => void navigate({ search: deploymentsSearch({ ...search, page }) })}
          />
          <BulkActions
            selected={[...selection.rows.values()]}
            findable={count > rows.length && count <= MOST_SELECTED && selection.rows.size < count ? count : undefined}
            onSelectFound={() => void allRows(search).then(selection.set)}
            onDone={() => selection.set([])}
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
    <SearchInput label={text.search} value={search.name} onChange={(name) => onChange({ name })} />
    <SearchInput label={text.tag} value={search.tag} onChange={(tag) => onChange({ tag })} width="w-40" />
    <OrderChoice order={search.sort} onChange={(sort) => onChange({ sort })} />
    {(search.name !== undefined || search.tag !== undefined) && <Button onClick={onClear}>{text.clear}</Button>}
  </div>
)

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { WorkPool } from '@millrace/protocol'
import { Plus } from 'lucide-react'
import type { ReactElement } from 'react'
import { Empty } from '../components/empty.tsx'
import { PRIMARY_LINK } from '../components/link-button.ts'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { type Column, Table } from '../components/table.tsx'
import { poolsQuery } from '../features/work-pools/queries.ts'
import { Readiness } from '../features/work-pools/readiness.tsx'
import { en } from '../messages/en.ts'
import { objectText } from '../messages/objects.ts'
import { poolText } from '../messages/work-pools.ts'

const text = objectText.pools

const COLUMNS: readonly Column<WorkPool>[] = [
  {
    key: 'name',
    head: objectText.name,
    cell: ({ name }) => (
      <Link to="/work-pools/work-pool/$name" params={{ name }} className="block truncate font-medium text-text hover:underline">
        {name}
      </Link>
    ),
  },
  { key: 'status', head: text.status, cell: ({ status }) => <Readiness status={status} /> },
  { key: 'type', head: text.type, narrow: false, cell: ({ type }) => type },
  {
    key: 'running',
    head: text.running,
    align: 'right',
    narrow: false,
    cell: ({ active_slots, concurrency_limit }) => text.runningOf(active_slots, concurrency_limit),
  },
]

/** Does anybody pick up work? */
export function WorkPoolsPage(): ReactElement {
  const pools = useQuery(poolsQuery)
  return (
    <Page
      title={en.pages.workPools}
      actions={
        <Link to="/work-pools/create" className={PRIMARY_LINK}>
          <Plus aria-hidden size={14} />
          {poolText.add}
        </Link>
      }
    >
      {pools.isPending && <Skeleton rows={6} />}
      {pools.isError && <Problem error={pools.error} onRetry={() => void pools.refetch()} />}
      {pools.data?.length === 0 && <Empty command="millrace work-pool create my-pool --type process">{text.none}</Empty>}
      {pools.data !== undefined && pools.data.length > 0 && (
        <Table caption={text.caption} columns={COLUMNS} rows={pools.data} keyOf={({ id }) => id} />
      )}
    </Page>
  )
}

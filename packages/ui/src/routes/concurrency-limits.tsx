import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ConcurrencyLimit } from '@millrace/protocol'
import { Plus } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { Button } from '../components/button.tsx'
import { Empty } from '../components/empty.tsx'
import { Meter } from '../components/meter.tsx'
import { Middle } from '../components/middle.tsx'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { Switch } from '../components/switch.tsx'
import { type Column, Table } from '../components/table.tsx'
import { LimitDialog } from '../features/concurrency/limit-dialog.tsx'
import { changeLimit, limitsQuery, SLOT_CHANGES } from '../features/concurrency/queries.ts'
import { WhatItLimits } from '../features/concurrency/what-it-limits.tsx'
import { NameFilter } from '../features/named/name-filter.tsx'
import { namedRows } from '../features/named/named-rows.ts'
import { namedSearch } from '../features/named/search.ts'
import { useRenewal } from '../live/renewal.ts'
import { concurrencyText as text } from '../messages/concurrency.ts'
import { en } from '../messages/en.ts'
import { objectText } from '../messages/objects.ts'
import { Moment } from '../time/moment.tsx'

const route = getRouteApi('/concurrency-limits')

/** What holds runs and tasks back, and how full is it? */
export function ConcurrencyLimitsPage(): ReactElement {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const cache = useQueryClient()
  const limits = useQuery(limitsQuery)
  useRenewal(SLOT_CHANGES, limitsQuery.queryKey)
  const found = namedRows(limits.data ?? [], search.name)
  const [adding, setAdding] = useState(false)
  const turn = useMutation({
    mutationFn: ({ id, active }: ConcurrencyLimit) => changeLimit(id, { active: !active }),
    onSettled: () => cache.invalidateQueries({ queryKey: ['concurrency limits'] }),
  })
  return (
    <Page
      title={en.pages.concurrency}
      actions={
        <Button look="primary" needs="concurrencyLimitsV2.create" onClick={() => setAdding(true)}>
          <Plus aria-hidden size={14} />
          {text.add}
        </Button>
      }
    >
      {turn.isError && <Problem error={turn.error} />}
      {limits.isPending && <Skeleton rows={8} />}
      {limits.isError && <Problem error={limits.error} onRetry={() => void limits.refetch()} />}
      {limits.data?.length === 0 && <Empty command="millrace global-concurrency-limit create warehouse --limit 2">{text.none}</Empty>}
      <NameFilter name={search.name} onChange={(name) => void navigate({ search: namedSearch({ ...search, name }), replace: true })} />
      {found.length > 0 && (
        <Table
          caption={text.caption}
          columns={columnsOf(turn.isPending, turn.mutate)}
          rows={found}
          keyOf={({ id }) => id}
          order={{ by: search.sort, onChange: (sort) => void navigate({ search: namedSearch({ ...search, sort }), replace: true }) }}
        />
      )}
      {found.length === 0 && (limits.data?.length ?? 0) > 0 && <Empty>{objectText.noMatch}</Empty>}
      {adding && <LimitDialog edited={undefined} onClose={() => setAdding(false)} />}
    </Page>
  )
}

const columnsOf = (turning: boolean, onTurn: (limit: ConcurrencyLimit) => void): readonly Column<ConcurrencyLimit>[] => [
  {
    key: 'name',
    head: text.name,
    sort: ({ name }) => name,
    cell: ({ id, name }) => (
      <Link to="/concurrency-limits/concurrency-limit/$id" params={{ id }} className="block truncate font-medium text-text hover:underline">
        <Middle text={name} />
      </Link>
    ),
  },
  { key: 'on', head: text.on, narrow: false, cell: (limit) => <WhatItLimits limit={limit} /> },
  {
    key: 'used',
    head: text.used,
    sort: ({ active_slots, limit }) => active_slots / Math.max(1, limit),
    cell: ({ name, active_slots, limit }) => <Meter label={text.usedOf(name)} value={Math.ceil(active_slots)} max={limit} />,
  },
  {
    key: 'updated',
    head: text.updated,
    align: 'right',
    narrow: false,
    sort: ({ updated }) => updated ?? '',
    cell: ({ updated }) => <Moment at={updated} />,
  },
  {
    key: 'active',
    head: text.active,
    align: 'right',
    stays: true,
    cell: (limit) => (
      <Switch
        needs="concurrencyLimitsV2.update"
        label={text.activeNamed(limit.name)}
        checked={limit.active}
        disabled={turning}
        onChange={() => onTurn(limit)}
      />
    ),
  },
]

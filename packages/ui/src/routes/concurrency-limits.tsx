import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ConcurrencyLimit } from '@millrace/protocol'
import { Plus } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { Button } from '../components/button.tsx'
import { Empty } from '../components/empty.tsx'
import { Meter } from '../components/meter.tsx'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { Switch } from '../components/switch.tsx'
import { type Column, Table } from '../components/table.tsx'
import { LimitDialog } from '../features/concurrency/limit-dialog.tsx'
import { changeLimit, limitsQuery, SLOT_CHANGES } from '../features/concurrency/queries.ts'
import { WhatItLimits } from '../features/concurrency/what-it-limits.tsx'
import { useRenewal } from '../live/renewal.ts'
import { concurrencyText as text } from '../messages/concurrency.ts'
import { en } from '../messages/en.ts'
import { Moment } from '../time/moment.tsx'

/** What holds runs and tasks back, and how full is it? */
export function ConcurrencyLimitsPage(): ReactElement {
  const cache = useQueryClient()
  const limits = useQuery(limitsQuery)
  useRenewal(SLOT_CHANGES, limitsQuery.queryKey)
  const [adding, setAdding] = useState(false)
  const turn = useMutation({
    mutationFn: ({ id, active }: ConcurrencyLimit) => changeLimit(id, { active: !active }),
    onSettled: () => cache.invalidateQueries({ queryKey: ['concurrency limits'] }),
  })
  return (
    <Page
      title={en.pages.concurrency}
      actions={
        <Button look="primary" onClick={() => setAdding(true)}>
          <Plus aria-hidden size={14} />
          {text.add}
        </Button>
      }
    >
      {turn.isError && <Problem error={turn.error} />}
      {limits.isPending && <Skeleton rows={8} />}
      {limits.isError && <Problem error={limits.error} onRetry={() => void limits.refetch()} />}
      {limits.data?.length === 0 && <Empty command="millrace global-concurrency-limit create warehouse --limit 2">{text.none}</Empty>}
      {limits.data !== undefined && limits.data.length > 0 && (
        <Table caption={text.caption} columns={columnsOf(turn.isPending, turn.mutate)} rows={limits.data} keyOf={({ id }) => id} />
      )}
      {adding && <LimitDialog edited={undefined} onClose={() => setAdding(false)} />}
    </Page>
  )
}

const columnsOf = (turning: boolean, onTurn: (limit: ConcurrencyLimit) => void): readonly Column<ConcurrencyLimit>[] => [
  {
    key: 'name',
    head: text.name,
    cell: ({ id, name }) => (
      <Link
        to="/concurrency-limits/concurrency-limit/$id"
        params={{ id }}
        className="block truncate font-medium text-text hover:underline"
        title={name}
      >
        {name}
      </Link>
    ),
  },
  { key: 'on', head: text.on, narrow: false, cell: (limit) => <WhatItLimits limit={limit} /> },
  {
    key: 'used',
    head: text.used,
    cell: ({ name, active_slots, limit }) => <Meter label={text.usedOf(name)} value={Math.ceil(active_slots)} max={limit} />,
  },
  { key: 'updated', head: text.updated, align: 'right', narrow: false, cell: ({ updated }) => <Moment at={updated} /> },
  {
    key: 'active',
    head: text.active,
    align: 'right',
    stays: true,
    cell: (limit) => (
      <Switch label={text.activeNamed(limit.name)} checked={limit.active} disabled={turning} onChange={() => onTurn(limit)} />
    ),
  },
]

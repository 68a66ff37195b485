import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ConcurrencyLimit, HeldSlots, SlotHolding } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/confirm.tsx'
import { Empty } from '../../components/empty.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { concurrencyText as text } from '../../messages/concurrency.ts'
import { StateBadge } from '../../states/state-badge.tsx'
import { Elapsed } from '../../time/elapsed.tsx'
import { Moment } from '../../time/moment.tsx'
import { releaseLease, releaseUnleased } from './queries.ts'

type Doomed = SlotHolding | 'unleased'

/** Who holds slots of a limit, since when and until when, with a way to take them back. */
export function Holders({ limit, slots }: { readonly limit: ConcurrencyLimit; readonly slots: HeldSlots }): ReactElement {
  const cache = useQueryClient()
  const [doomed, setDoomed] = useState<Doomed>()
  const release = async (): Promise<void> => {
    if (doomed === 'unleased') await releaseUnleased(limit.name, slots.unleased)
    else if (doomed !== undefined) await releaseLease(doomed.lease_id)
    await cache.invalidateQueries({ queryKey: ['concurrency limit', limit.id] })
  }
  if (slots.holders.length === 0 && slots.unleased === 0) return <Empty>{text.noHolders}</Empty>
  return (
    <>
      {slots.holders.length > 0 && (
        <Table caption={text.holders} columns={columnsOf(setDoomed)} rows={slots.holders} keyOf={({ lease_id }) => lease_id} />
      )}
      {slots.unleased > 0 && (
        <p className="mt-2 flex flex-wrap items-center gap-3">
          {text.unleased(slots.unleased)}
          <Button look="danger" needs="concurrencyLimitsV2.decrement" onClick={() => setDoomed('unleased')}>
            {text.release}
          </Button>
        </p>
      )}
      {doomed !== undefined && (
        <Confirm
          title={text.releaseTitle(doomed === 'unleased' ? text.anonymous : (doomed.name ?? text.anonymous))}
          verb={text.release}
          needs="concurrencyLimitsV2.decrement"
          onConfirm={release}
          onClose={() => setDoomed(undefined)}
        >
          {text.releaseWords}
        </Confirm>
      )}
    </>
  )
}

const columnsOf = (onRelease: (holding: SlotHolding) => void): readonly Column<SlotHolding>[] => [
  { key: 'holder', head: text.holder, cell: (holding) => <HolderLink holding={holding} /> },
  {
    key: 'state',
    head: text.state,
    narrow: false,
    cell: ({ state_type, state_name }) => (state_type === null ? '–' : <StateBadge type={state_type} name={state_name} />),
  },
  { key: 'held', head: text.held, align: 'right', cell: ({ slots }) => slots },
  { key: 'since', head: text.since, align: 'right', cell: ({ since }) => <Elapsed since={since} /> },
  {
    key: 'until',
    head: text.until,
    align: 'right',
    narrow: false,
    cell: ({ lease_until }) => (lease_until === null ? <span className="text-muted">{text.noEnd}</span> : <Moment at={lease_until} />),
  },
  {
    key: 'release',
    head: text.release,
    align: 'right',
    cell: (holding) => (
      <Button
        look="danger"
        needs="concurrencyLimitsV2.decrementWithLease"
        aria-label={text.releaseNamed(holding.name ?? text.anonymous)}
        onClick={() => onRelease(holding)}
      >
        {text.release}
      </Button>
    ),
  },
]

const NAME = 'block truncate font-medium text-text hover:underline'

function HolderLink({ holding: { type, id, name } }: { readonly holding: SlotHolding }): ReactElement {
  if (id === null || type === null) return <span className="text-muted">{text.anonymous}</span>
  if (name === null) return <span className="text-muted">{`${id.slice(0, 8)} (${text.deleted})`}</span>
  switch (type) {
    case 'flow_run':
      return (
        <Link to="/runs/flow-run/$id" params={{ id }} className={NAME}>
          {name}
        </Link>
      )
    case 'deployment':
      return (
        <Link to="/deployments/deployment/$id" params={{ id }} className={NAME}>
          {name}
        </Link>
      )
    case 'task_run':
      break
  }
  return (
    <Link to="/runs/task-run/$id" params={{ id }} className={NAME}>
      {name}
    </Link>
  )
}

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type ReactElement, useState } from 'react'
import { Button } from '../components/button.tsx'
import { Confirm } from '../components/confirm.tsx'
import { CRUMB } from '../components/link-button.ts'
import { Meter } from '../components/meter.tsx'
import { Page } from '../components/page.tsx'
import { PageMenu } from '../components/page-menu.tsx'
import { Panel } from '../components/panel.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { Holders } from '../features/concurrency/holders.tsx'
import { LimitDialog } from '../features/concurrency/limit-dialog.tsx'
import { Line } from '../features/concurrency/line.tsx'
import { deleteLimit, limitQuery, resetLimit, SLOT_CHANGES, slotsQuery } from '../features/concurrency/queries.ts'
import { WhatItLimits } from '../features/concurrency/what-it-limits.tsx'
import { Missing } from '../features/gone/missing.tsx'
import { useRenewal } from '../live/renewal.ts'
import { concurrencyText as text } from '../messages/concurrency.ts'
import { en } from '../messages/en.ts'

const route = getRouteApi('/concurrency-limits/concurrency-limit/$id')

/** Who holds the slots of this limit, and who waits? */
export function ConcurrencyLimitPage(): ReactElement {
  const { id } = route.useParams()
  const navigate = route.useNavigate()
  const cache = useQueryClient()
  const read = useQuery(limitQuery(id))
  const slots = useQuery(slotsQuery(id))
  useRenewal(SLOT_CHANGES, ['concurrency limit', id])
  const [open, setOpen] = useState<'edit' | 'reset' | 'delete'>()
  const close = (): void => setOpen(undefined)
  if (read.data === undefined) {
    return <Page title={text.one}>{read.isPending ? <Skeleton rows={8} /> : <Missing kind="concurrency-limit" id={id} read={read} />}</Page>
  }
  const limit = read.data
  const remove = async (): Promise<void> => {
    await deleteLimit(id)
    await navigate({ to: '/concurrency-limits' })
    cache.removeQueries({ queryKey: ['concurrency limit', id] })
    await cache.invalidateQueries({ queryKey: ['concurrency limits'] })
  }
  const reset = async (): Promise<void> => {
    await resetLimit(limit)
    await cache.invalidateQueries({ queryKey: ['concurrency limit', id] })
  }
  return (
    <Page
      title={limit.name}
      crumbs={
        <Link to="/concurrency-limits" className={CRUMB}>
          {en.pages.concurrency}
        </Link>
      }
      mark={
        <>
          <Meter label={text.usedOf(limit.name)} value={Math.ceil(limit.active_slots)} max={limit.limit} />
          {!limit.active && <span className="text-overdue">{text.off}</span>}
          <WhatItLimits limit={limit} />
        </>
      }
      actions={
        <>
          <Button needs="concurrencyLimitsV2.update" aria-keyshortcuts="e" onClick={() => setOpen('edit')}>
            {text.edit}
          </Button>
          <PageMenu
            items={[
              { key: 'reset', label: text.reset, danger: true, needs: 'concurrencyLimitsV2.update', onChoose: () => setOpen('reset') },
              { key: 'delete', label: text.delete, danger: true, needs: 'concurrencyLimitsV2.delete', onChoose: () => setOpen('delete') },
            ]}
          />
        </>
      }
    >
      {slots.isPending && <Skeleton rows={6} />}
      {slots.isError && <Problem error={slots.error} onRetry={() => void slots.refetch()} />}
      {slots.data === null && <p className="text-muted">{text.noViews}</p>}
      {slots.data !== undefined && slots.data !== null && (
        <div className="flex flex-col gap-6">
          <Panel title={text.holders}>
            <Holders limit={limit} slots={slots.data} />
          </Panel>
          <Panel title={text.line}>
            <Line waiting={slots.data.waiting} />
          </Panel>
        </div>
      )}
      {open === 'edit' && <LimitDialog edited={limit} onClose={close} />}
      {open === 'reset' && (
        <Confirm title={text.resetTitle(limit.name)} verb={text.reset} needs="concurrencyLimitsV2.update" onConfirm={reset} onClose={close}>
          {text.resetWords}
        </Confirm>
      )}
      {open === 'delete' && (
        <Confirm
          title={text.deleteTitle(limit.name)}
          verb={text.delete}
          needs="concurrencyLimitsV2.delete"
          onConfirm={remove}
          onClose={close}
        >
          {text.deleteWords}
        </Confirm>
      )}
    </Page>
  )
}

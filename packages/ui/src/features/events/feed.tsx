import { Link } from '@tanstack/react-router'
import type { ReceivedEvent } from '@millrace/protocol'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { FramedTable } from '../../components/framed-table.tsx'
import { eventText as text } from '../../messages/events.ts'
import { Moment } from '../../time/moment.tsx'
import { type Fold, folded } from './folding.ts'
import { ResourceLink } from './resource-link.tsx'

/** Related resources shown in a row. */
const RELATED = 2

const HEADS = [[text.time], [text.event], [text.resource, 'text-left max-sm:hidden'], [text.related, 'text-left max-lg:hidden']] as const

/** Events as dense rows, newest first; what repeats itself is one row that unfolds. */
export function Feed({ events, stale }: { readonly events: readonly ReceivedEvent[]; readonly stale: boolean }): ReactElement {
  return (
    <FramedTable caption={text.caption} heads={HEADS} stale={stale}>
      {folded(events).map((fold) => (
        <Rows key={fold.key} fold={fold} />
      ))}
    </FramedTable>
  )
}

function Rows({ fold: { events } }: { readonly fold: Fold }): ReactElement | null {
  const [open, setOpen] = useState(false)
  const [first] = events
  if (first === undefined) return null
  if (events.length === 1) return <Row event={first} />
  const Icon = open ? ChevronDown : ChevronRight
  return (
    <>
      <Row
        event={first}
        before={
          <button
            type="button"
            aria-expanded={open}
            aria-label={open ? text.fold : text.unfold(events.length)}
            title={open ? text.fold : text.unfold(events.length)}
            className="inline-flex min-h-6 shrink-0 items-center rounded-field bg-sunken px-1 text-xs font-medium tabular-nums hover:bg-selected pointer-coarse:min-h-11"
            onClick={() => setOpen(!open)}
          >
            <Icon aria-hidden size={12} />
            {text.times(events.length)}
          </button>
        }
      />
      {open && events.slice(1).map((event) => <Row key={event.id} event={event} />)}
    </>
  )
}

function Row({ event, before }: { readonly event: ReceivedEvent; readonly before?: ReactElement }): ReactElement {
  const { id, occurred, event: name, resource, related } = event
  const named = related.filter((labels) => labels['prefect.resource.name'] !== undefined)
  return (
    <tr className="border-t border-line hover:bg-sunken">
      <td className="h-8 w-px px-3 text-xs text-muted tabular-nums pointer-coarse:h-11">
        <Moment at={occurred} />
      </td>
      <td className="max-w-80 px-3">
        <span className="flex min-w-0 items-center gap-1.5">
          {before}
          <Link
            to="/events/event/$date/$id"
            params={{ date: occurred.slice(0, 10), id }}
            className="truncate font-medium text-text hover:underline"
            title={name}
          >
            {name}
          </Link>
        </span>
      </td>
      <td className="max-w-80 px-3 max-sm:hidden">
        <ResourceLink labels={resource} />
      </td>
      <td className="max-w-100 px-3 max-lg:hidden">
        <span className="flex min-w-0 items-baseline gap-3">
          {named.slice(0, RELATED).map((labels) => (
            <ResourceLink key={`${labels['prefect.resource.id']} ${labels['prefect.resource.role']}`} labels={labels} />
          ))}
          {named.length > RELATED && <span className="shrink-0 text-xs text-muted">+{named.length - RELATED}</span>}
        </span>
      </td>
    </tr>
  )
}

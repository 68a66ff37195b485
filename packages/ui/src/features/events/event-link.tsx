import { Link } from '@tanstack/react-router'
import type { ReceivedEvent } from '@millrace/protocol'
import type { ReactElement } from 'react'

/** An event by its name and what it is about, with the way to all of it. */
export const EventLink = ({ event: { id, occurred, event, resource } }: { readonly event: ReceivedEvent }): ReactElement => (
  <span className="flex min-w-0 items-baseline gap-2">
    <Link
      to="/events/event/$date/$id"
      params={{ date: occurred.slice(0, 10), id }}
      className="truncate font-medium text-text hover:underline"
      title={event}
    >
      {event}
    </Link>
    <span className="truncate text-xs text-muted">{resource['prefect.resource.name'] ?? resource['prefect.resource.id']}</span>
  </span>
)

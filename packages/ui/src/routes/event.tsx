import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ReceivedEvent } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { CopyButton } from '../components/command.tsx'
import { Empty } from '../components/empty.tsx'
import { Facts } from '../components/facts.tsx'
import { Json } from '../components/json.tsx'
import { ActionLink } from '../components/action-link.tsx'
import { CRUMB, LINK_BUTTON } from '../components/link-button.ts'
import { Page } from '../components/page.tsx'
import { Panel } from '../components/panel.tsx'
import { Problem } from '../components/problem.tsx'
import { ShortId } from '../components/short-id.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { EventLink } from '../features/events/event-link.tsx'
import { eventQuery } from '../features/events/queries.ts'
import { ResourceLink } from '../features/events/resource-link.tsx'
import { en } from '../messages/en.ts'
import { eventText as text } from '../messages/events.ts'
import { ExactMoment } from '../time/exact-moment.tsx'

const route = getRouteApi('/events/event/$date/$id')

/** What happened, to what, and because of what? */
export function EventPage(): ReactElement {
  const { date, id } = route.useParams()
  const read = useQuery(eventQuery(date, id))
  const crumbs = (
    <Link to="/events" className={CRUMB}>
      {en.pages.events}
    </Link>
  )
  if (read.data === undefined || read.data === null) {
    return (
      <Page title={text.one} crumbs={crumbs}>
        {read.isPending ? <Skeleton rows={8} /> : read.isError ? <Problem error={read.error} /> : <Empty>{text.gone}</Empty>}
      </Page>
    )
  }
  const event = read.data
  const about = event.resource['prefect.resource.id'] ?? ''
  return (
    <Page
      title={event.event}
      crumbs={crumbs}
      actions={
        <>
          <Link to="/events" search={{ resource: about, span: '7d' }} className={LINK_BUTTON}>
            {text.followers}
          </Link>
          <ActionLink needs="automations.create" to="/automations/create" search={{ event: event.event, resource: about }}>
            {text.automate}
          </ActionLink>
        </>
      }
    >
      <div className="flex flex-col gap-6">
        <Facts
          facts={[
            [text.resource, <ResourceLink key="about" labels={event.resource} />],
            [text.related, event.related.length === 0 ? null : <Related key="related" event={event} />],
            [text.occurred, <ExactMoment key="occurred" at={event.occurred} />],
            [text.received, <ExactMoment key="received" at={event.received} />],
            [text.follows, event.follows === null ? null : <Followed key="follows" date={date} id={event.follows} />],
            [text.id, <ShortId key="id" id={event.id} />],
          ]}
        />
        <Panel title={text.payload}>
          <Json value={event.payload} />
        </Panel>
        <Panel title={text.whole} beside={<CopyButton text={JSON.stringify(event, null, 2)} />}>
          <Json value={event} />
        </Panel>
      </div>
    </Page>
  )
}

const Related = ({ event: { related } }: { readonly event: ReceivedEvent }): ReactElement => (
  <ul>
    {related.map((labels) => (
      <li key={JSON.stringify(labels)}>
        <ResourceLink labels={labels} />
      </li>
    ))}
  </ul>
)

/** The event that one follows, by its name where it is still kept. */
function Followed({ date, id }: { readonly date: string; readonly id: string }): ReactElement {
  const read = useQuery(eventQuery(date, id))
  return read.data === undefined || read.data === null ? <code className="font-mono text-xs">{id}</code> : <EventLink event={read.data} />
}

import { useQuery } from '@tanstack/react-query'
import type { EventTrigger, Trigger } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { CallRefused } from '../../api/errors.ts'
import { EventLink } from '../events/event-link.tsx'
import { Panel } from '../../components/panel.tsx'
import { Problem } from '../../components/problem.tsx'
import { useRenewal } from '../../live/renewal.ts'
import { automationText } from '../../messages/automations.ts'
import { Moment } from '../../time/moment.tsx'
import { matchingQuery, triedQuery } from './queries.ts'
import { useSettled } from './sample.ts'

const text = automationText.builder

/** When a trigger would have fired in the last seven days, and by which events. */
export function Preview({ trigger }: { readonly trigger: Trigger }): ReactElement {
  const settled = useSettled(trigger)
  const tried = useQuery(triedQuery(settled))
  return (
    <Panel title={text.preview} className="rounded-panel border border-line p-4">
      <div aria-live="polite" className={tried.isPlaceholderData || settled !== trigger ? 'opacity-60' : undefined}>
        {tried.isError && <Refused error={tried.error} />}
        {tried.data === null && <p className="text-muted">{text.noPreview}</p>}
        {tried.data !== undefined && tried.data !== null && !tried.isError && (
          <>
            <p className="font-medium">{text.fired(tried.data.count)}</p>
            <p className="text-xs text-muted">
              {tried.data.complete ? text.lookedAt(tried.data.events) : text.incomplete(tried.data.events)}
            </p>
            <ol className="mt-2 divide-y divide-line">
              {tried.data.firings.slice(0, 10).map(({ at, cause, labels }) => (
                <li key={`${at} ${Object.values(labels).join(' ')}`} className="flex min-w-0 items-baseline gap-3 py-1">
                  <span className="shrink-0 text-xs text-muted">
                    <Moment at={at} />
                  </span>
                  {cause === null ? <span className="text-muted">{automationText.silence}</span> : <EventLink event={cause} />}
                </li>
              ))}
            </ol>
          </>
        )}
        {settled.type === 'event' && (settled.threshold > 1 || settled.posture === 'Proactive' || tried.data === null) && (
          // Where each of them fires, they stand above.
          <Matching trigger={settled} />
        )}
      </div>
    </Panel>
  )
}

/** What happened that it waits for: also where it takes several to fire. */
function Matching({ trigger }: { readonly trigger: EventTrigger }): ReactElement | null {
  const matching = useQuery(matchingQuery(trigger))
  useRenewal(trigger.expect.length === 0 ? [''] : trigger.expect.map((name) => name.replace(/\*$/, '')), ['matching events'])
  if (matching.data === undefined) return null
  const { events, total } = matching.data
  return (
    <section aria-label={text.matching} className="mt-4">
      <h3 className="font-medium">{text.matching}</h3>
      <p className="text-xs text-muted">{text.matched(total)}</p>
      <ol className="mt-1 divide-y divide-line">
        {events.map((event) => (
          <li key={event.id} className="flex min-w-0 items-baseline gap-3 py-1">
            <span className="shrink-0 text-xs text-muted">
              <Moment at={event.occurred} />
            </span>
            <EventLink event={event} />
          </li>
        ))}
      </ol>
    </section>
  )
}

function Refused({ error }: { readonly error: unknown }): ReactElement {
  if (!(error instanceof CallRefused) || error.status !== 422) return <Problem error={error} />
  return (
    <p className="whitespace-pre-wrap text-failed">
      {text.wrong} {error.message}
    </p>
  )
}

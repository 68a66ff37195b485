import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { automationText } from '../../messages/automations.ts'
import { EventLink } from '../events/event-link.tsx'
import { blankTrigger } from './draft.ts'
import { renderedQuery, triedQuery } from './queries.ts'
import { useSample, useSettled } from './sample.ts'

const text = automationText.builder

/** What a template says of the last event that would have set the automation off; nothing without a template or such an event. */
export function TemplatePreview({ template }: { readonly template: string }): ReactElement | null {
  const sample = useSample()
  const settled = useSettled(template)
  const trigger = useSettled(sample?.trigger)
  const asks = sample !== undefined && trigger !== undefined && /\{[{%]/.test(settled)
  const tried = useQuery({ ...triedQuery(trigger ?? NO_TRIGGER), enabled: asks })
  const cause = asks ? (tried.data?.firings.find((firing) => firing.cause !== null)?.cause ?? undefined) : undefined
  const rendered = useQuery({
    ...renderedQuery({ name: sample?.name ?? '', trigger: trigger ?? NO_TRIGGER, event_id: cause?.id ?? '', templates: [settled] }),
    enabled: cause !== undefined,
  })
  const [first] = rendered.data?.texts ?? []
  if (!asks || cause === undefined || first === undefined) return null
  return (
    <div className="rounded-field bg-sunken px-3 py-2 text-xs" aria-live="polite">
      <p className="text-muted">
        {text.rendered} <EventLink event={cause} />
      </p>
      {first.text === null ? (
        <p className="text-failed">{first.problem}</p>
      ) : (
        <p className="break-words whitespace-pre-wrap text-text">{first.text === '' ? text.renderedNothing : first.text}</p>
      )}
    </div>
  )
}

/** Stands for what is not asked about. */
const NO_TRIGGER = blankTrigger('event')

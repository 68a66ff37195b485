import type { EventCount } from '@millrace/protocol'
import { type ReactElement, useId } from 'react'
import { ActionLink } from '../../components/action-link.tsx'
import { Button } from '../../components/button.tsx'
import { CopyButton } from '../../components/command.tsx'
import { SearchInput } from '../../components/search-input.tsx'
import { eventText as text } from '../../messages/events.ts'
import { timeFormat } from '../../time/formats.ts'
import { useZone } from '../../time/zone.ts'
import { filterOf } from './queries.ts'
import { type EventsSearch, eventsSearch, SPANS } from './search.ts'

const FIELD = 'h-7 max-w-full rounded-field border border-control bg-page px-2 pointer-coarse:h-11'

interface EventFiltersProps {
  readonly search: EventsSearch
  /** The names that there are, with how many events of each. */
  readonly names: readonly EventCount[]
  readonly onChange: (search: EventsSearch) => void
}

/** What the feed is filtered by; every choice is in the address. */
export function EventFilters({ search, names, onChange }: EventFiltersProps): ReactElement {
  const id = useId()
  const zone = useZone()
  const change = (part: Readonly<Record<string, string>>): void => onChange(eventsSearch({ ...search, ...part }))
  return (
    <div className="mb-3 flex flex-wrap items-end gap-2">
      <label className="sr-only" htmlFor={`${id}-span`}>
        {text.span}
      </label>
      <select
        id={`${id}-span`}
        className={FIELD}
        value={search.span ?? '24h'}
        onChange={({ target }) => change({ span: target.value, since: '', until: '' })}
      >
        {SPANS.map((span) => (
          <option key={span} value={span}>
            {text.spans[span]}
          </option>
        ))}
      </select>
      <label className="sr-only" htmlFor={`${id}-name`}>
        {text.name}
      </label>
      <select id={`${id}-name`} className={FIELD} value={search.event ?? ''} onChange={({ target }) => change({ event: target.value })}>
        <option value="">{text.allNames}</option>
        {search.event !== undefined && !names.some(({ value }) => value === search.event) && (
          <option value={search.event}>{search.event}</option>
        )}
        {names.map(({ value, count }) => (
          <option key={value} value={value}>
            {text.counted(value, count)}
          </option>
        ))}
      </select>
      <SearchInput label={text.searchHelp} value={search.text} onChange={(value) => change({ text: value })} width="w-72" />
      {search.resource !== undefined && (
        <Button onClick={() => change({ resource: '' })} aria-label={`${text.clear}: ${search.resource}`}>
          {text.only(search.resource)} ×
        </Button>
      )}
      {search.since !== undefined && search.until !== undefined && (
        <Button onClick={() => change({ since: '', until: '' })} aria-label={text.clearTimes}>
          {timesInWords(search.since, search.until, zone)} ×
        </Button>
      )}
      <CopyButton text={JSON.stringify(filterOf(search), null, 2)} what={text.copyFilter} />
      {search.event !== undefined && (
        <ActionLink
          needs="automations.create"
          to="/automations/create"
          search={{ event: search.event, ...(search.resource === undefined ? {} : { resource: search.resource }) }}
        >
          {text.automateThis}
        </ActionLink>
      )}
      {(search.event !== undefined || search.text !== undefined) && <Button onClick={() => onChange({})}>{text.clear}</Button>}
    </div>
  )
}

const timesInWords = (since: string, until: string, timeZone: string): string =>
  timeFormat({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone }).formatRange(
    Date.parse(since),
    Date.parse(until),
  )

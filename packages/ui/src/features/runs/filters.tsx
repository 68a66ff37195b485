import { type ReactElement, useId } from 'react'
import { Button } from '../../components/button.tsx'
import { en } from '../../messages/en.ts'
import { runText } from '../../messages/runs.ts'
import { serverNow } from '../../time/server-clock.ts'
import { instantOf, wallOf } from '../../time/wall.ts'
import { useZone } from '../../time/zone.ts'
import { SavedViews } from './saved-views.tsx'
import { isFiltered, isRelative, type RunsSearch, runsSearch, SINCES, spanOf, STATES } from './search.ts'

interface RunFiltersProps {
  readonly search: RunsSearch
  readonly onChange: (search: RunsSearch) => void
}

const FIELD =
  'h-7 rounded-field border border-control bg-page px-2 max-sm:min-w-0 max-sm:shrink max-sm:grow max-sm:basis-[calc(50%-0.25rem)] pointer-coarse:h-11'
const HOUR = 3_600_000

/** What the list is filtered by; every choice is in the address. */
export function RunFilters({ search, onChange }: RunFiltersProps): ReactElement {
  const id = useId()
  const { state, name, flow, tag, since, until } = search
  const isFixed = until !== undefined || (since !== undefined && !isRelative(since))
  const change = (part: Readonly<Record<string, string | undefined>>): void => onChange(runsSearch({ ...search, ...part }))
  return (
    <div className="mb-3 flex flex-wrap items-end gap-2">
      <label className="sr-only" htmlFor={`${id}-state`}>
        {en.runs.state}
      </label>
      <select id={`${id}-state`} className={FIELD} value={state ?? ''} onChange={({ target }) => change({ state: target.value })}>
        <option value="">{en.runs.allStates}</option>
        {STATES.map((each) => (
          <option key={each} value={each}>
            {each.charAt(0) + each.slice(1).toLowerCase()}
          </option>
        ))}
      </select>
      <input
        type="search"
        aria-label={en.runs.search}
        placeholder={en.runs.search}
        className={FIELD}
        value={name ?? ''}
        onChange={({ target }) => change({ name: target.value })}
      />
      <input
        type="search"
        aria-label={runText.list.flow}
        placeholder={runText.list.flow}
        className={FIELD}
        value={flow ?? ''}
        onChange={({ target }) => change({ flow: target.value })}
      />
      <select
        aria-label={runText.list.since}
        className={FIELD}
        value={isFixed ? 'fixed' : (since ?? '')}
        onChange={({ target: { value } }) =>
          change(
            value === 'fixed'
              ? {
                  since: new Date(spanOf(search, serverNow()).from ?? serverNow() - 24 * HOUR).toISOString(),
                  until: new Date(serverNow()).toISOString(),
                }
              : { since: value, until: undefined },
          )
        }
      >
        {(['', ...SINCES] as const).map((each) => (
          <option key={each} value={each}>
            {runText.list.sinces[each]}
          </option>
        ))}
        <option value="fixed">{runText.list.sinces.fixed}</option>
      </select>
      {isFixed && (
        <>
          <When label={runText.list.from} at={since} onChange={(instant) => change({ since: instant })} />
          <When label={runText.list.until} at={until} onChange={(instant) => change({ until: instant })} />
        </>
      )}
      {tag !== undefined && (
        <Button onClick={() => change({ tag: '' })} aria-label={`${en.runs.clear}: ${tag}`}>
          {tag} ×
        </Button>
      )}
      {isFiltered(search) && <Button onClick={() => onChange(runsSearch({ tab: search.tab, sort: search.sort }))}>{en.runs.clear}</Button>}
      <span className="ml-auto">
        <SavedViews search={search} onChoose={onChange} />
      </span>
    </div>
  )
}

interface WhenProps {
  readonly label: string
  readonly at: string | undefined
  readonly onChange: (instant: string | undefined) => void
}

/** A moment as the clocks of the chosen zone show it. */
function When({ label, at, onChange }: WhenProps): ReactElement {
  const zone = useZone()
  return (
    <input
      type="datetime-local"
      aria-label={`${label} (${zone})`}
      title={`${label} (${zone})`}
      className={FIELD}
      value={at === undefined ? '' : wallOf(Date.parse(at), zone)}
      onChange={({ target: { value } }) => {
        const instant = instantOf(value, zone)
        onChange(Number.isNaN(instant) ? undefined : new Date(instant).toISOString())
      }}
    />
  )
}

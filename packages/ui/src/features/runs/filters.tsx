import { type ReactElement, useId } from 'react'
import { Button } from '../../components/button.tsx'
import { en } from '../../messages/en.ts'
import { runText } from '../../messages/runs.ts'
import { isFiltered, type RunsSearch, runsSearch, SINCES, STATE_TYPES } from './search.ts'

interface RunFiltersProps {
  readonly search: RunsSearch
  readonly onChange: (search: RunsSearch) => void
}

const FIELD = 'h-7 rounded-field border border-control bg-page px-2 pointer-coarse:h-11'

/** What the list is filtered by; every choice is in the address. */
export function RunFilters({ search, onChange }: RunFiltersProps): ReactElement {
  const id = useId()
  const change = (part: Readonly<Record<string, string>>): void => onChange(runsSearch({ ...search, ...part }))
  return (
    <div className="mb-3 flex flex-wrap items-end gap-2">
      <label className="sr-only" htmlFor={`${id}-state`}>
        {en.runs.state}
      </label>
      <select id={`${id}-state`} className={FIELD} value={search.state ?? ''} onChange={({ target }) => change({ state: target.value })}>
        <option value="">{en.runs.allStates}</option>
        {STATE_TYPES.map((type) => (
          <option key={type} value={type}>
            {type.charAt(0) + type.slice(1).toLowerCase()}
          </option>
        ))}
      </select>
      <input
        type="search"
        aria-label={en.runs.search}
        placeholder={en.runs.search}
        className={FIELD}
        value={search.name ?? ''}
        onChange={({ target }) => change({ name: target.value })}
      />
      <input
        type="search"
        aria-label={runText.list.flow}
        placeholder={runText.list.flow}
        className={FIELD}
        value={search.flow ?? ''}
        onChange={({ target }) => change({ flow: target.value })}
      />
      <select
        aria-label={runText.list.since}
        className={FIELD}
        value={search.since ?? ''}
        onChange={({ target }) => change({ since: target.value })}
      >
        {(['', ...SINCES] as const).map((since) => (
          <option key={since} value={since}>
            {runText.list.sinces[since]}
          </option>
        ))}
      </select>
      {search.tag !== undefined && (
        <Button onClick={() => change({ tag: '' })} aria-label={`${en.runs.clear}: ${search.tag}`}>
          {search.tag} ×
        </Button>
      )}
      {isFiltered(search) && <Button onClick={() => onChange(runsSearch({ tab: search.tab }))}>{en.runs.clear}</Button>}
    </div>
  )
}

import { type ReactElement, useId } from 'react'
import { Button } from '../../components/button.tsx'
import { SearchInput } from '../../components/search-input.tsx'
import { auditText as text } from '../../messages/audit.ts'
import { AUDIT_SPANS, type AuditSearch, auditSearch, isFiltered } from './search.ts'

const FIELD = 'h-7 max-w-full rounded-field border border-control bg-page px-2 pointer-coarse:h-11'

interface AuditFiltersProps {
  readonly search: AuditSearch
  readonly onChange: (search: AuditSearch) => void
}

/** What the audit log is filtered by; every choice is in the address. */
export function AuditFilters({ search, onChange }: AuditFiltersProps): ReactElement {
  const id = useId()
  const change = (part: Readonly<Record<string, unknown>>): void => onChange(auditSearch({ ...search, ...part }))
  return (
    <>
      <label className="sr-only" htmlFor={`${id}-span`}>
        {text.span}
      </label>
      <select id={`${id}-span`} className={FIELD} value={search.span ?? 'all'} onChange={({ target }) => change({ span: target.value })}>
        {AUDIT_SPANS.map((span) => (
          <option key={span} value={span}>
            {text.spans[span]}
          </option>
        ))}
      </select>
      <SearchInput label={text.whoSearch} value={search.who} onChange={(who) => change({ who })} width="w-44" />
      <label className="sr-only" htmlFor={`${id}-action`}>
        {text.actionLabel}
      </label>
      <select id={`${id}-action`} className={FIELD} value={search.action ?? ''} onChange={({ target }) => change({ action: target.value })}>
        <option value="">{text.anything}</option>
        {search.action !== undefined && text.groups[search.action] === undefined && <option value={search.action}>{search.action}</option>}
        {Object.entries(text.groups).map(([group, words]) => (
          <option key={group} value={group}>
            {words}
          </option>
        ))}
      </select>
      <label className="inline-flex min-h-7 items-center gap-2">
        <input
          type="checkbox"
          className="accent-accent"
          checked={search.refused === true}
          onChange={({ target }) => change({ refused: target.checked })}
        />
        {text.refusedOnly}
      </label>
      {search.id !== undefined && <Button onClick={() => change({ id: '' })}>{text.onlyObject(search.id)}</Button>}
      {isFiltered(search) && <Button onClick={() => onChange({})}>{text.clear}</Button>}
    </>
  )
}

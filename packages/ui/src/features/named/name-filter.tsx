import type { ReactElement } from 'react'
import { Button } from '../../components/button.tsx'
import { INPUT } from '../../components/field.tsx'
import { objectText as text } from '../../messages/objects.ts'

/** Filters a list by a part of the name, which stands in the address. */
export const NameFilter = ({
  name,
  onChange,
}: {
  readonly name: string | undefined
  readonly onChange: (name: string) => void
}): ReactElement => (
  <div className="mb-3 flex flex-wrap items-center gap-2">
    <div className="w-56">
      <input
        type="search"
        aria-label={text.search}
        placeholder={text.search}
        className={INPUT}
        value={name ?? ''}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
    {name !== undefined && <Button onClick={() => onChange('')}>{text.clear}</Button>}
  </div>
)

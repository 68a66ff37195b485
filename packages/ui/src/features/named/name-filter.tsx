import type { ReactElement, ReactNode } from 'react'
import { Button } from '../../components/button.tsx'
import { SearchInput } from '../../components/search-input.tsx'
import { objectText as text } from '../../messages/objects.ts'

/** Filters a list by a part of the name, which stands in the address. */
export const NameFilter = ({
  name,
  onChange,
  children,
}: {
  readonly name: string | undefined
  readonly onChange: (name: string) => void
  /** More that is chosen of the list. */
  readonly children?: ReactNode
}): ReactElement => (
  <div className="mb-3 flex flex-wrap items-center gap-2">
    <SearchInput label={text.search} value={name} onChange={onChange} />
    {children}
    {name !== undefined && <Button onClick={() => onChange('')}>{text.clear}</Button>}
  </div>
)

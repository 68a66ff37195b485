import type { ReactElement } from 'react'
import { INPUT } from './field.tsx'

interface SearchInputProps {
  /** What is looked for: its name, which is also shown while it is empty. */
  readonly label: string
  readonly value: string | undefined
  readonly onChange: (value: string) => void
  /** A class with its width. */
  readonly width?: string
}

/** A text that a list is filtered by. */
export const SearchInput = ({ label, value = '', onChange, width = 'w-56' }: SearchInputProps): ReactElement => (
  <div className={`max-w-full ${width}`}>
    <input
      type="search"
      aria-label={label}
      placeholder={label}
      className={INPUT}
      value={value}
      onChange={({ target }) => onChange(target.value)}
    />
  </div>
)

import type { ReactElement } from 'react'

/** What may be typed into a field whose `list` has this id; other values may be typed too. */
export const Suggestions = ({ id, values }: { readonly id: string; readonly values: readonly string[] }): ReactElement => (
  <datalist id={id}>
    {values.map((value) => (
      <option key={value} value={value}>
        {value}
      </option>
    ))}
  </datalist>
)

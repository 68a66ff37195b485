import type { ReactElement, ReactNode } from 'react'

/** What is known of a thing, as labels and values. */
export const Facts = ({ facts }: { readonly facts: readonly (readonly [label: string, value: ReactNode])[] }): ReactElement => (
  <dl className="grid max-w-200 grid-cols-[12rem_minmax(0,1fr)] gap-x-4 gap-y-2 max-sm:grid-cols-1">
    {facts.map(([label, value]) => (
      <div key={label} className="contents">
        <dt className="text-muted">{label}</dt>
        <dd className="min-w-0 break-words">{value === null || value === undefined || value === '' ? '–' : value}</dd>
      </div>
    ))}
  </dl>
)

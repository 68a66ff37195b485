import type { ReactElement, ReactNode } from 'react'

interface FactsProps {
  /** A value that is null, false or empty is a dash. */
  readonly facts: readonly (readonly [label: string, value: ReactNode])[]
  /** In a column beside something else. */
  readonly narrow?: boolean
}

/** What is known of a thing, as labels and values. */
export const Facts = ({ facts, narrow = false }: FactsProps): ReactElement => (
  <dl
    className={`grid max-w-200 gap-x-4 gap-y-1 leading-6 max-sm:grid-cols-1 max-sm:gap-y-0 ${narrow ? 'grid-cols-[8rem_minmax(0,1fr)]' : 'grid-cols-[12rem_minmax(0,1fr)]'}`}
  >
    {facts.map(([label, value]) => (
      <div key={label} className="contents">
        <dt className="text-muted">{label}</dt>
        <dd className="min-w-0 break-words max-sm:mb-2">
          {value === null || value === undefined || value === false || value === '' ? '–' : value}
        </dd>
      </div>
    ))}
  </dl>
)

import { clsx } from 'clsx'
import type { ReactElement, ReactNode } from 'react'

interface FramedTableProps {
  /** What the table is a list of, for those who do not see it. */
  readonly caption: string
  /** The words above each column, with the classes that say how it stands; on the left where there are none. */
  readonly heads: readonly (readonly [words: string, look?: string])[]
  /** The rows are those of an earlier question, shown until the answer to this one arrives. */
  readonly stale?: boolean
  /** No wider than its cells. */
  readonly fits?: boolean
  /** Its rows. */
  readonly children: ReactNode
}

/** A table whose rows are made by who shows it, in a frame that scrolls sideways. */
export const FramedTable = ({ caption, heads, stale = false, fits = false, children }: FramedTableProps): ReactElement => (
  <section
    aria-label={caption}
    tabIndex={0}
    className={clsx('overflow-x-auto rounded-panel border border-line', stale && 'opacity-60', fits && 'w-fit max-w-full')}
  >
    <table className={clsx('border-collapse', !fits && 'w-full')}>
      <caption className="sr-only">{caption}</caption>
      <thead className="bg-sunken text-xs text-muted">
        <tr>
          {heads.map(([words, look = 'text-left']) => (
            <th key={words} scope="col" className={clsx('h-8 px-3 font-medium whitespace-nowrap', look)}>
              {words}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </section>
)

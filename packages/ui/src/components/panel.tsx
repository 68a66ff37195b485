import { clsx } from 'clsx'
import type { ReactElement, ReactNode } from 'react'

interface PanelProps {
  readonly title: string
  /** Beside the title, such as a link to all there are. */
  readonly beside?: ReactNode
  readonly className?: string
  readonly children: ReactNode
}

/** A part of a page that answers one question, which is its title. */
export const Panel = ({ title, beside, className, children }: PanelProps): ReactElement => (
  <section aria-label={title} className={clsx('min-w-0', className)}>
    <div className="mb-2 flex min-h-7 flex-wrap items-center gap-3">
      <h2 className="text-base font-semibold">{title}</h2>
      <div className="ml-auto text-sm">{beside}</div>
    </div>
    {children}
  </section>
)

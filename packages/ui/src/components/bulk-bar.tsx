import type { ReactElement, ReactNode } from 'react'
import { Button } from './button.tsx'

interface BulkBarProps {
  /** How many of what are selected, in words. */
  readonly label: string
  readonly deselect: string
  readonly onDeselect: () => void
  readonly children: ReactNode
}

/** What can be done to all that is selected, at the foot of the screen while there is something. */
export const BulkBar = ({ label, deselect, onDeselect, children }: BulkBarProps): ReactElement => (
  <section
    aria-label={label}
    className="sticky bottom-3 z-20 mt-3 flex flex-wrap items-center gap-2 rounded-panel border border-line bg-page p-2 shadow-xl"
  >
    <span className="px-1 font-medium">{label}</span>
    {children}
    <Button className="ml-auto" onClick={onDeselect}>
      {deselect}
    </Button>
  </section>
)

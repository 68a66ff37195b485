import type { ReactElement } from 'react'
import { formText } from '../../messages/schema-form.ts'

interface ChangedMarkProps {
  readonly label: string
  readonly changed: boolean
  /** What takes it back, in words. */
  readonly reset: string
  readonly onReset: () => void
}

/** Beside a field that differs from what it comes from: a dot, and the way back. */
export const ChangedMark = ({ label, changed, reset, onReset }: ChangedMarkProps): ReactElement | null =>
  changed ? (
    <>
      <span aria-hidden title={formText.differs} className="size-2 self-center rounded-full bg-accent forced-color-adjust-none" />
      <span className="sr-only">{formText.differs}</span>
      <button
        type="button"
        aria-label={`${label}: ${reset}`}
        className="min-h-6 text-xs font-normal text-accent underline"
        onClick={onReset}
      >
        {reset}
      </button>
    </>
  ) : null

import type { ReactElement } from 'react'
import { deploymentText as text } from '../../messages/deployments.ts'
import { formText } from '../../messages/schema-form.ts'

interface ChangedMarkProps {
  readonly label: string
  readonly changed: boolean
  readonly onReset: () => void
}

/** Beside a field that differs from the deployment: a dot, and the way back. */
export const ChangedMark = ({ label, changed, onReset }: ChangedMarkProps): ReactElement | null =>
  changed ? (
    <>
      <span aria-hidden title={formText.differs} className="size-2 self-center rounded-full bg-accent forced-color-adjust-none" />
      <span className="sr-only">{formText.differs}</span>
      <button
        type="button"
        aria-label={`${label}: ${text.resetToDeployment}`}
        className="min-h-6 text-xs font-normal text-accent underline"
        onClick={onReset}
      >
        {text.resetToDeployment}
      </button>
    </>
  ) : null

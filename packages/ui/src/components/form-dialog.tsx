import type { ReactElement, ReactNode } from 'react'
import type { Needs } from '../access/needs.ts'
import { en } from '../messages/en.ts'
import { Button } from './button.tsx'
import { Buttons, Dialog } from './dialog.tsx'
import { Problem } from './problem.tsx'

interface FormDialogProps {
  readonly title: string
  /** On the button that sends it. */
  readonly verb: string
  readonly look?: 'primary' | 'danger'
  /** The call that sends it. */
  readonly needs: Needs
  /** It is on its way, or something is missing: cannot be sent. */
  readonly disabled: boolean
  /** What was refused and concerns no field of it; null where there is nothing. */
  readonly error: unknown
  readonly onSubmit: () => void
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A form that is filled in over the page. */
export const FormDialog = ({
  title,
  verb,
  look = 'primary',
  needs,
  disabled,
  error,
  onSubmit,
  onClose,
  children,
}: FormDialogProps): ReactElement => (
  <Dialog title={title} open onClose={onClose}>
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (!disabled) onSubmit()
      }}
    >
      {children}
      {error !== null && <Problem error={error} />}
      <Buttons>
        <Button onClick={onClose}>{en.cancel}</Button>
        <Button look={look} needs={needs} type="submit" disabled={disabled}>
          {verb}
        </Button>
      </Buttons>
    </form>
  </Dialog>
)

import type { ReactElement } from 'react'
import type { Needs } from '../access/needs.ts'
import { en } from '../messages/en.ts'
import { Button } from './button.tsx'
import { Buttons } from './dialog.tsx'
import { Problem } from './problem.tsx'

interface FormFootProps {
  /** What was refused and concerns no field of the form; null where there is nothing. */
  readonly error: unknown
  /** On the button that sends it. */
  readonly verb: string
  /** The call that sends it. */
  readonly needs: Needs
  readonly isPending: boolean
  /** Leaves it as it was; back to the page before where nothing is given. */
  readonly onCancel?: (() => void) | undefined
}

const goBack = (): void => history.back()

/** The end of a form that is a page of its own. */
export const FormFoot = ({ error, verb, needs, isPending, onCancel = goBack }: FormFootProps): ReactElement => (
  <>
    {error !== null && <Problem error={error} />}
    <Buttons>
      <Button onClick={onCancel}>{en.cancel}</Button>
      <Button look="primary" needs={needs} type="submit" disabled={isPending}>
        {verb}
      </Button>
    </Buttons>
  </>
)

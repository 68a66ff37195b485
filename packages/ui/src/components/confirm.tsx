import { useMutation } from '@tanstack/react-query'
import type { ReactElement, ReactNode } from 'react'
import type { Needs } from '../access/needs.ts'
import { en } from '../messages/en.ts'
import { Button } from './button.tsx'
import { Buttons, Dialog } from './dialog.tsx'
import { Problem } from './problem.tsx'

interface ConfirmProps {
  readonly title: string
  /** What is taken away, in words. */
  readonly children: ReactNode
  /** What is done, as a verb. */
  readonly verb: string
  /** The call that does it. */
  readonly needs: Needs
  readonly onConfirm: () => Promise<unknown>
  readonly onClose: () => void
}

/** Asks before something is taken away; stays open, with the server's words, when that is refused. */
export function Confirm({ title, children, verb, needs, onConfirm, onClose }: ConfirmProps): ReactElement {
  const done = useMutation({ mutationFn: onConfirm, onSuccess: onClose })
  return (
    <Dialog title={title} open onClose={onClose}>
      <div>{children}</div>
      {done.isError && <Problem error={done.error} />}
      <Buttons>
        <Button onClick={onClose}>{en.cancel}</Button>
        <Button look="danger" needs={needs} disabled={done.isPending} onClick={() => done.mutate()}>
          {verb}
        </Button>
      </Buttons>
    </Dialog>
  )
}

import { Dialog as Parts } from 'radix-ui'
import type { ReactElement } from 'react'
import type { DialogProps } from './dialog.tsx'
import { useReturnFocus } from './use-return-focus.ts'

/** A dialog over everything else. */
export function DialogFrame({ title, onClose, wide = false, children }: DialogProps): ReactElement {
  const giveBack = useReturnFocus()
  return (
    <Parts.Root open onOpenChange={(next) => !next && onClose()}>
      <Parts.Portal>
        <Parts.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Parts.Content
          aria-describedby={undefined}
          onCloseAutoFocus={giveBack}
          className={`fixed top-1/2 left-1/2 z-50 flex max-h-[90dvh] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 flex-col gap-4 overflow-y-auto rounded-panel border border-line bg-page p-5 shadow-xl outline-none ${wide ? 'max-w-240' : 'max-w-140'}`}
        >
          <Parts.Title className="text-lg font-semibold">{title}</Parts.Title>
          {children}
        </Parts.Content>
      </Parts.Portal>
    </Parts.Root>
  )
}

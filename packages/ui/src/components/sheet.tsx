import { Dialog as Parts } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
import { useReturnFocus } from './use-return-focus.ts'

interface SheetProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** Something to be made beside a form, which stays as it is behind it. */
export function Sheet({ title, onClose, children }: SheetProps): ReactElement {
  const giveBack = useReturnFocus()
  return (
    <Parts.Root open onOpenChange={(next) => !next && onClose()}>
      <Parts.Portal>
        <Parts.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Parts.Content
          aria-describedby={undefined}
          onCloseAutoFocus={giveBack}
          className="fixed inset-y-0 end-0 z-50 flex w-full max-w-140 flex-col gap-4 overflow-y-auto border-s border-line bg-page p-5 shadow-xl outline-none"
        >
          <Parts.Title className="text-lg font-semibold">{title}</Parts.Title>
          {children}
        </Parts.Content>
      </Parts.Portal>
    </Parts.Root>
  )
}

import { Dialog } from 'radix-ui'
import type { ReactElement } from 'react'
import { useReturnFocus } from '../components/use-return-focus.ts'
import { en } from '../messages/en.ts'
import { SideBar } from './side-bar.tsx'

/** The side bar where there is no room beside the page: over it. */
export function Drawer({ onClose }: { readonly onClose: () => void }): ReactElement {
  const giveBack = useReturnFocus()
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Content
          onCloseAutoFocus={giveBack}
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-50 w-64 border-r border-line bg-sunken"
        >
          <Dialog.Title className="sr-only">{en.menu}</Dialog.Title>
          <SideBar onChoose={onClose} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

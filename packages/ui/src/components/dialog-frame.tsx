import { useBlocker } from '@tanstack/react-router'
import { Dialog as Parts } from 'radix-ui'
import type { ReactElement } from 'react'
import type { DialogProps, Place } from './dialog.tsx'
import { useReturnFocus } from './use-return-focus.ts'

const WITH_ROOM = 'flex flex-col gap-4 overflow-y-auto p-5'
const MIDDLE = `top-1/2 left-1/2 max-h-[90dvh] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 rounded-panel border ${WITH_ROOM}`

const LOOKS: Readonly<Record<Place, string>> = {
  middle: `${MIDDLE} max-w-140 bg-page`,
  wide: `${MIDDLE} max-w-240 bg-page`,
  top: 'top-[12dvh] left-1/2 flex max-h-[70dvh] w-[calc(100vw-2rem)] max-w-150 -translate-x-1/2 flex-col overflow-hidden rounded-panel border bg-page',
  end: `inset-y-0 end-0 w-full max-w-140 border-s bg-page ${WITH_ROOM}`,
  start: 'inset-y-0 start-0 w-64 border-e bg-sunken',
}

/** Of these what is in them says at once what they are: their title is for those who do not see it. */
const SPEAKS_FOR_ITSELF: ReadonlySet<Place> = new Set(['top', 'start'])

/** Something over everything else; closing it, also by the browser's way back, brings the focus back to where it was. */
export function DialogFrame({ title, onClose, place = 'middle', children }: DialogProps): ReactElement {
  const giveBack = useReturnFocus()
  useBlocker({
    // Who goes back wants to be rid of what covers the page, and not of the page.
    shouldBlockFn: ({ action }) => {
      if (action === 'BACK') onClose()
      return action === 'BACK'
    },
    enableBeforeUnload: false,
  })
  return (
    <Parts.Root open onOpenChange={(next) => !next && onClose()}>
      <Parts.Portal>
        <Parts.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Parts.Content
          aria-describedby={undefined}
          onCloseAutoFocus={giveBack}
          className={`fixed z-50 border-line shadow-xl outline-none ${LOOKS[place]}`}
        >
          <Parts.Title className={SPEAKS_FOR_ITSELF.has(place) ? 'sr-only' : 'text-lg font-semibold'}>{title}</Parts.Title>
          {children}
        </Parts.Content>
      </Parts.Portal>
    </Parts.Root>
  )
}

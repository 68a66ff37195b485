import { lazy, type ReactElement, type ReactNode, Suspense } from 'react'

const DialogFrame = lazy(() => import('./dialog-frame.tsx').then(({ DialogFrame: frame }) => ({ default: frame })))

/** Where an overlay stands: in the middle, narrow or wide; below the top edge; along the side where a line ends, or begins. */
export type Place = 'middle' | 'wide' | 'top' | 'end' | 'start'

export interface DialogProps {
  readonly title: string
  readonly open: boolean
  readonly onClose: () => void
  readonly place?: Place
  readonly children: ReactNode
}

/** What has to be answered before going on, or stands beside it for a while. Its frame is loaded with the first one. */
export const Dialog = (props: DialogProps): ReactElement | null =>
  props.open ? (
    <Suspense>
      <DialogFrame {...props} />
    </Suspense>
  ) : null

/** The buttons at the end of a dialog or form. */
export const Buttons = ({ children }: { readonly children: ReactNode }): ReactElement => (
  <div className="flex flex-wrap justify-end gap-2">{children}</div>
)

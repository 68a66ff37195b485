import { lazy, type ReactElement, type ReactNode, Suspense } from 'react'

const DialogFrame = lazy(() => import('./dialog-frame.tsx').then(({ DialogFrame: frame }) => ({ default: frame })))

export interface DialogProps {
  readonly title: string
  readonly open: boolean
  readonly onClose: () => void
  readonly wide?: boolean
  readonly children: ReactNode
}

/** What has to be answered before going on; closing it brings the focus back to where it was. Its frame is loaded with the first one. */
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

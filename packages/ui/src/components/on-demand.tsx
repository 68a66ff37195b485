import { type ButtonHTMLAttributes, cloneElement, type ReactElement, type ReactNode, Suspense, useState } from 'react'

interface OnDemandProps {
  /** The button that opens something. */
  readonly trigger: ReactElement<ButtonHTMLAttributes<HTMLButtonElement>>
  readonly kind: 'menu' | 'dialog'
  /** Loads what `children` is made of. */
  readonly load: () => Promise<unknown>
  /** The button with what it has opened; made when somebody has pressed it. */
  readonly children: ReactNode
}

const OPENING: ReadonlySet<string> = new Set(['Enter', ' ', 'ArrowDown'])

/** A button of which what it opens is loaded when somebody goes for it: no page waits for its menus. */
export function OnDemand({ trigger, kind, load, children }: OnDemandProps): ReactElement {
  const [asked, setAsked] = useState(false)
  const prepare = (): void => void load()
  const plain = cloneElement(trigger, {
    'aria-haspopup': kind,
    'aria-expanded': false,
    onPointerEnter: prepare,
    onFocus: prepare,
    onClick: () => setAsked(true),
    // The keys by which a menu opens once it is there.
    onKeyDown: (event) => {
      if (kind !== 'menu' || !OPENING.has(event.key)) return
      event.preventDefault()
      setAsked(true)
    },
  })
  return asked ? <Suspense fallback={plain}>{children}</Suspense> : plain
}

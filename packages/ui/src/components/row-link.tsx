import { useRouter } from '@tanstack/react-router'
import type { ReactElement, ReactNode } from 'react'

interface RowLinkProps {
  /** Below the root of the UI, such as `runs/flow-run/…`. */
  readonly to: string
  readonly className?: string
  readonly title?: string
  readonly children: ReactNode
}

/** A link of a row in a long list: it knows nothing of the place one is at, as the router's own do, of which rows have too many to scroll well. */
export function RowLink({ to, children, ...attributes }: RowLinkProps): ReactElement {
  const { history } = useRouter()
  const { pathname, search } = new URL(to, document.baseURI)
  const href = pathname + search
  return (
    <a
      {...attributes}
      href={href}
      onClick={(event) => {
        if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
        event.preventDefault()
        history.push(href)
      }}
    >
      {children}
    </a>
  )
}

import { useRouter } from '@tanstack/react-router'
import type { ReactElement, ReactNode } from 'react'

interface RowLinkProps {
  /** Below the root of the UI, such as `runs/flow-run/…`. */
  readonly to: string
  readonly className?: string
  readonly title?: string
  readonly children: ReactNode
}

const ROOT = new URL(document.baseURI).pathname

/** A link of a row in a long list: it knows nothing of the place one is at, as the router's own do, of which rows have too many to scroll well. */
export function RowLink({ to, children, ...attributes }: RowLinkProps): ReactElement {
  const router = useRouter()
  const href = `${ROOT}${to}`
  // The script of the page that it leads to is there before the click.
  const preload = (): void => void router.preloadRoute({ to: `/${to.replace(/\?.*$/s, '')}` })
  return (
    <a
      {...attributes}
      href={href}
      onPointerEnter={preload}
      onFocus={preload}
      onClick={(event) => {
        if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
        event.preventDefault()
        router.history.push(href)
      }}
    >
      {children}
    </a>
  )
}

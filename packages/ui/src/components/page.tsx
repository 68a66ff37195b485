import { type ReactElement, type ReactNode, useEffect, useRef } from 'react'

interface PageProps {
  readonly title: string
  /** Before the title in the name of the document, such as the state of a run. */
  readonly state?: string | undefined
  /** Beside the title, such as the state of a run. */
  readonly mark?: ReactNode
  /** Where this is: links to what it belongs to. */
  readonly crumbs?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** Where the document was opened, until one goes elsewhere. */
let openedAt: string | undefined = location.pathname

/** Whether one has come to this page from another one of ours. The first page of a document is read from its top, as any other document. */
function isCome(): boolean {
  if (location.pathname !== openedAt) openedAt = undefined
  return openedAt === undefined
}

/** A page: its title has the focus after navigation, and is the document's. */
export function Page({ title, state, mark, crumbs, actions, children }: PageProps): ReactElement {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${state === undefined ? '' : `${state} · `}${title} · Millrace`
  }, [state, title])
  useEffect(() => {
    if (isCome()) heading.current?.focus()
  }, [])
  return (
    <main id="main" className="min-w-0 flex-1 px-4 py-4 md:px-6">
      {crumbs !== undefined && (
        <nav aria-label="Breadcrumb" className="mb-1 flex flex-wrap gap-1 text-xs text-muted">
          {crumbs}
        </nav>
      )}
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <h1 ref={heading} tabIndex={-1} className="min-w-0 text-xl font-semibold break-words outline-none">
          {title}
        </h1>
        {mark}
        <div className="ml-auto flex flex-wrap gap-2">{actions}</div>
      </div>
      {children}
    </main>
  )
}

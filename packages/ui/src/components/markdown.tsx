import type { ReactElement, ReactNode } from 'react'
import Parts, { type Components } from 'react-markdown'
import tables from 'remark-gfm'

interface Around {
  readonly children?: ReactNode
}

/** A link to another page; a text where the address is none that one may follow. */
const Away = ({ href, children }: Around & { readonly href?: string | undefined }): ReactElement =>
  href === undefined || href === '' ? (
    <span>{children}</span>
  ) : (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )

/** Images within the text are shown; one of another host would tell it that somebody looks, and is a link. */
const Picture = ({ src, alt = '' }: { readonly src?: unknown; readonly alt?: string | undefined }): ReactElement => {
  const address = typeof src === 'string' ? src : undefined
  return address?.startsWith('data:image/') === true ? (
    <img src={address} alt={alt} />
  ) : (
    <Away href={address}>{alt === '' ? address : alt}</Away>
  )
}

// The page has its own headings above.
const First = ({ children }: Around): ReactElement => <h3>{children}</h3>
const Second = ({ children }: Around): ReactElement => <h4>{children}</h4>
const Third = ({ children }: Around): ReactElement => <h5>{children}</h5>

/** Scrolls within itself where it is wider than its place. */
const Wide = ({ children }: Around): ReactElement => (
  <div className="overflow-x-auto" tabIndex={0}>
    <table>{children}</table>
  </div>
)

const COMPONENTS: Components = { a: Away, img: Picture, h1: First, h2: Second, h3: Third, table: Wide }
const PLUGINS = [tables]

/** A text of others in Markdown. HTML in it stays text, and links lead to `http(s)` and mail alone and tell the other page nothing. */
export const Markdown = ({ source }: { readonly source: string }): ReactElement => (
  <div className="markdown max-w-[72ch] break-words">
    <Parts remarkPlugins={PLUGINS} components={COMPONENTS}>
      {source}
    </Parts>
  </div>
)

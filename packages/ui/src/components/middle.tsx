import type { ReactElement } from 'react'

/** Up to so many characters a name fits nearly everywhere, and is left as it is. */
const SHORT = 32
/** Characters that stay at the end. */
const TAIL = 8

const characters = new Intl.Segmenter()

/** A name on one line. Of one that does not fit the middle is left out: names differ at their ends. Its whole is its tooltip. */
export function Middle({ text }: { readonly text: string }): ReactElement {
  if (text.length <= SHORT) return <>{text}</>
  const end = [...characters.segment(text)].at(-TAIL)?.index ?? 0
  return (
    <span className="flex min-w-0" dir="auto" title={text}>
      <span className="sr-only select-none">{text}</span>
      <span aria-hidden className="truncate whitespace-pre">
        {text.slice(0, end)}
      </span>
      <span aria-hidden className="shrink-0 whitespace-pre">
        {text.slice(end)}
      </span>
    </span>
  )
}

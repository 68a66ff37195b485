import type { ReactElement } from 'react'
import { RowLink } from '../../components/row-link.tsx'

interface TagsProps {
  readonly tags: readonly string[]
  /** Where there is one line of room: so many are shown, and the number of the others. */
  readonly most?: number
}

const JSON_LIKE = /^\s*(?:[-\d"[{]|(?:true|false|null)\s*$)/

/** As the router writes a text into an address: one that reads like a number or a word of JSON stands in quotation marks. */
function asText(tag: string): string {
  // Most tags are words, and a refusal of `JSON.parse` takes as long as the rest of a row.
  if (!JSON_LIKE.test(tag)) return tag
  try {
    JSON.parse(tag)
    return JSON.stringify(tag)
  } catch {
    return tag
  }
}

/** The scheduler's own tag comes last: it says least, and would hide those that somebody chose. */
const inOrder = (tags: readonly string[]): readonly string[] =>
  tags.includes(SCHEDULER) ? [...tags.filter((tag) => tag !== SCHEDULER), SCHEDULER] : tags

const SCHEDULER = 'auto-scheduled'

/** Tags as chips; a click shows the runs that have the tag. */
export const Tags = ({ tags: given, most }: TagsProps): ReactElement => {
  const tags = inOrder(given)
  return (
    <span className={most === undefined ? 'flex flex-wrap gap-1' : 'flex gap-1'}>
      {tags.slice(0, most).map((tag) => (
        <RowLink
          key={tag}
          to={`runs?${new URLSearchParams({ tag: asText(tag) })}`}
          className="max-w-40 min-w-0 truncate rounded-field bg-sunken px-1.5 py-0.5 text-xs text-text hover:bg-selected"
        >
          {tag}
        </RowLink>
      ))}
      {most !== undefined && tags.length > most && (
        <span className="shrink-0 py-0.5 text-xs text-muted" title={tags.slice(most).join(', ')}>
          +{tags.length - most}
        </span>
      )}
    </span>
  )
}

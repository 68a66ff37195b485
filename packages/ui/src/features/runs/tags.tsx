import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'

interface TagsProps {
  readonly tags: readonly string[]
  /** Where there is one line of room: so many are shown, and the number of the others. */
  readonly most?: number
}

/** Tags as chips; a click shows the runs that have the tag. */
export const Tags = ({ tags, most }: TagsProps): ReactElement => (
  <span className={most === undefined ? 'flex flex-wrap gap-1' : 'flex gap-1'}>
    {tags.slice(0, most).map((tag) => (
      <Link
        key={tag}
        to="/runs"
        search={{ tag }}
        className="max-w-40 min-w-0 truncate rounded-field bg-sunken px-1.5 py-0.5 text-xs text-text hover:bg-selected"
      >
        {tag}
      </Link>
    ))}
    {most !== undefined && tags.length > most && (
      <span className="shrink-0 py-0.5 text-xs text-muted" title={tags.slice(most).join(', ')}>
        +{tags.length - most}
      </span>
    )}
  </span>
)

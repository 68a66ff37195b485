import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'

/** Tags as chips; a click shows the runs that have the tag. */
export const Tags = ({ tags }: { readonly tags: readonly string[] }): ReactElement => (
  <span className="flex flex-wrap gap-1">
    {tags.map((tag) => (
      <Link
        key={tag}
        to="/runs"
        search={{ tag }}
        className="max-w-40 truncate rounded-field bg-sunken px-1.5 py-0.5 text-xs text-text hover:bg-selected"
      >
        {tag}
      </Link>
    ))}
  </span>
)

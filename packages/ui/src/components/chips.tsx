import type { ReactElement } from 'react'

interface ChipsProps {
  readonly tags: readonly string[]
  /** The address that shows what has the tag. */
  readonly onChoose: (tag: string) => void
  /** Where there is little room: so many are shown, and the number of the others. */
  readonly most?: number
}

/** Tags as chips; a click filters the list that one is on. */
export const Chips = ({ tags, onChoose, most = tags.length }: ChipsProps): ReactElement => (
  <span className="flex flex-wrap gap-1">
    {tags.slice(0, most).map((tag) => (
      <button
        key={tag}
        type="button"
        onClick={() => onChoose(tag)}
        className="min-h-6 max-w-40 truncate rounded-field bg-sunken px-1.5 py-0.5 text-xs text-text hover:bg-selected"
      >
        {tag}
      </button>
    ))}
    {tags.length > most && (
      <span className="py-0.5 text-xs text-muted" title={tags.slice(most).join(', ')}>
        +{tags.length - most}
      </span>
    )}
  </span>
)

import { clsx } from 'clsx'
import type { ReactElement } from 'react'

interface ChipsProps {
  readonly tags: readonly string[]
  /** The address that shows what has the tag. */
  readonly onChoose: (tag: string) => void
  /** Where there is little room: so many are shown, and the number of the others. */
  readonly most?: number
  /** In a row of a list: all on one line. */
  readonly oneLine?: boolean
}

/** Tags as chips; a click filters the list that one is on. */
export const Chips = ({ tags, onChoose, most = tags.length, oneLine = false }: ChipsProps): ReactElement => (
  <span className={clsx('flex items-center gap-1', !oneLine && 'flex-wrap')}>
    {tags.slice(0, most).map((tag) => (
      <button
        key={tag}
        type="button"
        onClick={() => onChoose(tag)}
        title={tag}
        className="min-h-6 max-w-28 truncate rounded-field bg-sunken px-1.5 py-0.5 text-xs text-text hover:bg-selected"
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

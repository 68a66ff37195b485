import type { ReactElement } from 'react'
import { appearanceOf } from './appearance.ts'

/** A state as icon and word on its tint. */
export function StateBadge({
  type,
  name,
}: {
  readonly type: string | null | undefined
  readonly name: string | null | undefined
}): ReactElement {
  const { icon: Icon, colour } = appearanceOf(type, name)
  return (
    <span
      className="inline-flex max-w-full min-w-0 items-center gap-1 align-middle rounded-field px-1.5 py-0.5 text-xs font-medium whitespace-nowrap"
      style={{ color: `var(${colour})`, background: `color-mix(in srgb, var(${colour}) var(--tint), var(--page))` }}
    >
      <Icon aria-hidden size={14} className="shrink-0" />
      <span className="truncate" title={name ?? undefined}>
        {name ?? type ?? '–'}
      </span>
    </span>
  )
}

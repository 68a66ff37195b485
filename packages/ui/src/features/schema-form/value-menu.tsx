import { Ellipsis } from 'lucide-react'
import type { ReactElement } from 'react'
import { IconButton } from '../../components/icon-button.tsx'
import { Menu, type MenuItem } from '../../components/menu.tsx'
import { formText } from '../../messages/schema-form.ts'
import { SPECIAL_KINDS, writtenSpecial } from './special.ts'

interface ValueMenuProps {
  readonly title: string
  readonly value: unknown
  readonly nullable: boolean
  readonly special: boolean
  readonly onChange: (value: unknown) => void
}

/** What a field may have instead of a value of its own: null, a variable, a template, JSON. */
export function ValueMenu({ title, value, nullable, special, onChange }: ValueMenuProps): ReactElement | null {
  if (!nullable && !special) return null
  const items: readonly MenuItem[] = [
    ...(nullable ? [{ key: 'null', label: formText.setNull, onChoose: () => onChange(null) }] : []),
    ...(special
      ? SPECIAL_KINDS.map((kind) => ({
          key: kind,
          label: formText.takes[kind],
          onChoose: () => onChange(writtenSpecial({ kind, text: kind === 'json' && value !== undefined ? JSON.stringify(value) : '' })),
        }))
      : []),
  ]
  return <Menu trigger={<IconButton icon={Ellipsis} label={formText.otherThan(title)} className="size-6!" />} items={items} />
}

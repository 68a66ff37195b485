import { Columns3 } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { type ReactElement, useState } from 'react'
import { IconButton } from '../../components/icon-button.tsx'
import type { LongColumn } from '../../components/long-table.tsx'
import { runText } from '../../messages/runs.ts'

const KEY = 'millrace.runs.hidden-columns'

/** Hidden until somebody asks for them. */
const HIDDEN: readonly string[] = ['end', 'worker']

function stored(): readonly string[] {
  const read: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null')
  return Array.isArray(read) ? read.filter((each) => typeof each === 'string') : HIDDEN
}

/** The columns that this user sees, and a way to choose others; remembered by the browser. */
export function useColumnChoice<Column extends Pick<LongColumn<never>, 'key'>>(
  all: readonly Column[],
): { readonly columns: readonly Column[]; readonly hidden: readonly string[]; readonly toggle: (key: string) => void } {
  const [hidden, setHidden] = useState(stored)
  return {
    columns: all.filter(({ key }) => !hidden.includes(key)),
    hidden,
    toggle(key) {
      const next = hidden.includes(key) ? hidden.filter((each) => each !== key) : [...hidden, key]
      localStorage.setItem(KEY, JSON.stringify(next))
      setHidden(next)
    },
  }
}

/** Columns without which a row says nothing. */
const FIXED: ReadonlySet<string> = new Set(['select', 'state', 'name'])

interface ColumnChoiceProps {
  readonly columns: readonly { readonly key: string; readonly head: string }[]
  readonly hidden: readonly string[]
  readonly onToggle: (key: string) => void
}

/** A menu of the columns. */
export const ColumnChoice = ({ columns, hidden, onToggle }: ColumnChoiceProps): ReactElement => (
  <DropdownMenu.Root modal={false}>
    <DropdownMenu.Trigger asChild>
      <IconButton icon={Columns3} label={runText.list.columns} className="max-sm:hidden" />
    </DropdownMenu.Trigger>
    <DropdownMenu.Portal>
      <DropdownMenu.Content
        align="end"
        sideOffset={4}
        collisionPadding={8}
        className="z-50 min-w-40 rounded-panel border border-line bg-page p-1 shadow-xl"
      >
        {columns
          .filter(({ key }) => !FIXED.has(key))
          .map(({ key, head }) => (
            <DropdownMenu.CheckboxItem
              key={key}
              checked={!hidden.includes(key)}
              onCheckedChange={() => onToggle(key)}
              // One chooses several.
              onSelect={(event) => event.preventDefault()}
              className="flex min-h-8 items-center gap-2 rounded-field px-2 text-sm outline-none data-[highlighted]:bg-selected pointer-coarse:min-h-11"
            >
              <span aria-hidden className="w-4 text-accent">
                {!hidden.includes(key) && '✓'}
              </span>
              {head}
            </DropdownMenu.CheckboxItem>
          ))}
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  </DropdownMenu.Root>
)

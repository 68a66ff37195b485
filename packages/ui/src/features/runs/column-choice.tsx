import { Columns3 } from 'lucide-react'
import { type ReactElement, useMemo, useState } from 'react'
import { IconButton } from '../../components/icon-button.tsx'
import type { LongColumn } from '../../components/long-table.tsx'
import { Menu } from '../../components/menu.tsx'
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
  const columns = useMemo(() => all.filter(({ key }) => !hidden.includes(key)), [all, hidden])
  return {
    columns,
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
  <Menu
    trigger={<IconButton icon={Columns3} label={runText.list.columns} className="max-sm:hidden" />}
    items={columns
      .filter(({ key }) => !FIXED.has(key))
      .map(({ key, head }) => ({ key, label: head, checked: !hidden.includes(key), onChoose: () => onToggle(key) }))}
  />
)

import { Tabs as Parts } from 'radix-ui'
import { type ReactElement, type ReactNode, useEffect, useRef } from 'react'

interface TabsProps<Name extends string> {
  readonly names: readonly Name[]
  readonly words: Readonly<Record<Name, string>>
  readonly value: Name
  readonly onChange: (name: Name) => void
  /** Keys that lead to a tab. */
  readonly keys?: Partial<Readonly<Record<Name, string>>>
  /** What stands in the tab that is open. */
  readonly children: ReactNode
}

/** Tabs, of which only the open one is made. */
export function Tabs<Name extends string>({ names, words, value, onChange, keys, children }: TabsProps<Name>): ReactElement {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // Where there is no room for all of them, the open one is in sight.
    const open = list.current?.children[names.indexOf(value)]
    if (!(open instanceof HTMLElement) || list.current === null) return
    const { scrollLeft, clientWidth, offsetLeft: start } = list.current
    const [from, until] = [open.offsetLeft - start, open.offsetLeft - start + open.offsetWidth]
    if (from < scrollLeft || until > scrollLeft + clientWidth) list.current.scrollLeft = until - clientWidth
  }, [names, value])
  return (
    <Parts.Root value={value} onValueChange={(next) => onChange(next as Name)}>
      <Parts.List ref={list} className="mb-3 flex gap-1 overflow-x-auto border-b border-line">
        {names.map((name) => (
          <Parts.Trigger
            key={name}
            value={name}
            aria-keyshortcuts={keys?.[name]}
            className="border-b-2 border-transparent px-3 py-1.5 whitespace-nowrap text-muted data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-text"
          >
            {words[name]}
          </Parts.Trigger>
        ))}
      </Parts.List>
      {names.map((name) => (
        <Parts.Content key={name} value={name}>
          {name === value && children}
        </Parts.Content>
      ))}
    </Parts.Root>
  )
}

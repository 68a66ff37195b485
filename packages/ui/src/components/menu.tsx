import { DropdownMenu } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'

/** One thing that a menu offers; one that cannot work is shown with its reason. */
export interface MenuItem {
  readonly key: string
  readonly label: string
  readonly onChoose: () => void
  readonly disabled?: string | undefined
  readonly danger?: boolean
}

interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactElement
  readonly items: readonly MenuItem[]
  /** Stands below the items. */
  readonly children?: ReactNode
}

/** A menu of actions. */
export const Menu = ({ trigger, items, children }: MenuProps): ReactElement => (
  <DropdownMenu.Root modal={false}>
    <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
    <DropdownMenu.Portal>
      <DropdownMenu.Content
        align="end"
        sideOffset={4}
        collisionPadding={8}
        className="z-50 max-h-[60dvh] max-w-80 min-w-48 overflow-y-auto rounded-panel border border-line bg-page p-1 shadow-xl"
      >
        {items.map(({ key, label, onChoose, disabled, danger }) => (
          <DropdownMenu.Item
            key={key}
            disabled={disabled !== undefined}
            title={disabled}
            onSelect={onChoose}
            className={`flex min-h-8 items-center rounded-field px-2 text-sm outline-none data-[disabled]:opacity-60 data-[highlighted]:bg-selected pointer-coarse:min-h-11 ${danger === true ? 'text-failed' : 'text-text'}`}
          >
            <span className="min-w-0 truncate">{label}</span>
          </DropdownMenu.Item>
        ))}
        {children}
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  </DropdownMenu.Root>
)

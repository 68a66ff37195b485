import { DropdownMenu } from 'radix-ui'
import type { ReactElement } from 'react'
import { useGate } from '../access/why-not.ts'
import type { MenuItem, MenuProps } from './menu.tsx'

const ITEM =
  'flex min-h-8 items-center gap-2 rounded-field px-2 text-sm outline-none data-[disabled]:opacity-60 aria-disabled:opacity-60 data-[highlighted]:bg-selected pointer-coarse:min-h-11'

/** A menu that was just opened by its button, with that button. */
export const MenuPopup = ({ trigger, items, align = 'end', children }: MenuProps): ReactElement => (
  <DropdownMenu.Root modal={false} defaultOpen>
    <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
    <DropdownMenu.Portal>
      <DropdownMenu.Content
        align={align}
        sideOffset={4}
        collisionPadding={8}
        className="z-50 max-h-[60dvh] max-w-80 min-w-48 overflow-y-auto rounded-panel border border-line bg-page p-1 shadow-xl"
      >
        {items.map((item) => (
          <Item key={item.key} item={item} />
        ))}
        {children}
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  </DropdownMenu.Root>
)

function Item({ item: { label, onChoose, disabled, needs, danger, keys, checked } }: { readonly item: MenuItem }): ReactElement {
  const gate = useGate(needs)
  return checked === undefined ? (
    <DropdownMenu.Item
      disabled={disabled !== undefined}
      title={disabled}
      onSelect={onChoose}
      {...gate}
      className={`${ITEM} ${danger === true ? 'text-failed' : 'text-text'}`}
    >
      <span className="min-w-0 truncate">{label}</span>
      {keys !== undefined && (
        <kbd aria-hidden className="ml-auto font-sans text-xs text-muted">
          {keys}
        </kbd>
      )}
    </DropdownMenu.Item>
  ) : (
    <DropdownMenu.CheckboxItem
      checked={checked}
      onCheckedChange={onChoose}
      onSelect={(event) => event.preventDefault()}
      className={`${ITEM} text-text`}
    >
      <span aria-hidden className="w-4 text-accent">
        {checked && '✓'}
      </span>
      <span className="min-w-0 truncate">{label}</span>
    </DropdownMenu.CheckboxItem>
  )
}

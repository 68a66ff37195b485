import { Switch as Parts } from 'radix-ui'
import type { ReactElement } from 'react'
import type { Needs } from '../access/needs.ts'
import { useGate } from '../access/why-not.ts'

interface SwitchProps {
  readonly label: string
  readonly checked: boolean
  readonly disabled?: boolean
  /** The call that it makes: where that cannot be made it says why. */
  readonly needs?: Needs
  readonly onChange: (checked: boolean) => void
}

/** Turns something on and off at once. */
export const Switch = ({ label, checked, disabled = false, needs, onChange }: SwitchProps): ReactElement => (
  <Parts.Root
    aria-label={label}
    checked={checked}
    disabled={disabled}
    onCheckedChange={onChange}
    {...useGate(needs)}
    className="inline-flex h-6 w-10 shrink-0 items-center rounded-full border border-control bg-sunken px-0.5 disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
  >
    <Parts.Thumb className="size-4 rounded-full bg-control transition-transform data-[state=checked]:translate-x-4.5 data-[state=checked]:bg-on-accent" />
  </Parts.Root>
)

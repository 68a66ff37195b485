import type { LucideIcon } from 'lucide-react'
import type { ButtonHTMLAttributes, ReactElement } from 'react'
import type { Needs } from '../access/needs.ts'
import { useGate } from '../access/why-not.ts'

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon: LucideIcon
  /** What it does; also its tooltip. */
  readonly label: string
  readonly pressed?: boolean
  /** The call that it makes, or leads to: where that cannot be made it says why. */
  readonly needs?: Needs | undefined
}

/** A button that is an icon, with a name for those who do not see it. */
export const IconButton = ({ icon: Icon, label, pressed, needs, className = '', ...props }: IconButtonProps): ReactElement => (
  <button
    {...props}
    type="button"
    aria-label={label}
    title={label}
    {...useGate(needs)}
    {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
    className={`inline-flex size-7 shrink-0 items-center justify-center rounded-field border border-transparent text-muted hover:bg-selected hover:text-text disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-50 aria-pressed:bg-selected aria-pressed:text-accent pointer-coarse:size-11 ${className}`}
  >
    <Icon aria-hidden size={16} />
  </button>
)

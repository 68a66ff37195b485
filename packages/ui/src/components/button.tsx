import { clsx } from 'clsx'
import type { ButtonHTMLAttributes, ReactElement } from 'react'
import type { Needs } from '../access/needs.ts'
import { useGate } from '../access/why-not.ts'

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary`: the one thing to do here. `danger`: it takes something away. */
  readonly look?: 'plain' | 'primary' | 'danger'
  /** The call that it makes, or leads to: where that cannot be made it says why. */
  readonly needs?: Needs | undefined
}

const LOOKS = {
  plain: 'border-control bg-page text-text hover:bg-sunken',
  primary: 'border-accent bg-accent text-on-accent hover:opacity-90',
  danger: 'border-control bg-page text-failed hover:border-failed hover:bg-sunken',
} as const

/** A button. One that cannot work is `disabled` with its reason as `title`. */
export const Button = ({ look = 'plain', needs, className, type = 'button', ...props }: ButtonProps): ReactElement => (
  <button
    {...props}
    {...useGate(needs)}
    type={type}
    className={clsx(
      'inline-flex min-h-7 items-center gap-1.5 rounded-field border px-2.5 text-sm font-medium whitespace-nowrap disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-50 pointer-coarse:min-h-11',
      LOOKS[look],
      className,
    )}
  />
)

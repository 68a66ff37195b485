import { type ReactElement, type ReactNode, useId } from 'react'

/** How a field that one types into or chooses from looks. */
export const INPUT = 'min-h-7 w-full rounded-field border border-control bg-page px-2 py-1 text-text pointer-coarse:min-h-11'

const NO_FAULTS: readonly string[] = []

export interface FieldProps {
  readonly label: string
  /** Of the input, where something leads to it. */
  readonly id?: string
  readonly help?: ReactNode
  /** What is wrong with what was put in, in words. */
  readonly faults?: readonly string[] | undefined
  /** Beside the label, such as a button that takes the default. */
  readonly beside?: ReactNode
  readonly children: (attributes: {
    readonly id: string
    readonly 'aria-describedby': string
    readonly 'aria-invalid': boolean
  }) => ReactNode
}

/** A label, its input, what it is for, and what is wrong with it. */
export function Field({ label, id: given, help, faults = NO_FAULTS, beside, children }: FieldProps): ReactElement {
  const own = useId()
  const id = given ?? own
  return (
    <div className="flex flex-col gap-1">
      <div className="flex flex-wrap items-baseline gap-2">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {beside}
      </div>
      {children({ id, 'aria-describedby': `${id}-help`, 'aria-invalid': faults.length > 0 })}
      <div id={`${id}-help`} aria-live="polite" className="text-xs text-muted">
        {help}
        <Faults faults={faults} />
      </div>
    </div>
  )
}

/** What is wrong, one line each. */
export const Faults = ({ faults }: { readonly faults: readonly string[] }): ReactElement | null =>
  faults.length === 0 ? null : (
    <ul className="text-xs text-failed">
      {faults.map((fault) => (
        <li key={fault}>{fault}</li>
      ))}
    </ul>
  )

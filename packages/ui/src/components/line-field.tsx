import { clsx } from 'clsx'
import type { InputHTMLAttributes, ReactElement } from 'react'
import { Field, type FieldProps, INPUT } from './field.tsx'

type Attributes = Pick<
  InputHTMLAttributes<HTMLInputElement>,
  'type' | 'required' | 'autoComplete' | 'min' | 'max' | 'step' | 'list' | 'placeholder' | 'spellCheck' | 'className'
>

interface LineFieldProps extends Omit<FieldProps, 'children'>, Attributes {
  readonly value: string
  readonly onChange: (value: string) => void
}

/** A field of one line, of text unless `type` says otherwise. */
export const LineField = ({ label, id, help, faults, beside, value, onChange, className, ...more }: LineFieldProps): ReactElement => (
  <Field label={label} {...(id === undefined ? {} : { id })} help={help} faults={faults} beside={beside}>
    {(attributes) => (
      <input {...attributes} {...more} className={clsx(INPUT, className)} value={value} onChange={({ target }) => onChange(target.value)} />
    )}
  </Field>
)

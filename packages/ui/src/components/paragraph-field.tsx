import { clsx } from 'clsx'
import type { ReactElement, TextareaHTMLAttributes } from 'react'
import { Field, type FieldProps, INPUT } from './field.tsx'

type Attributes = Pick<TextareaHTMLAttributes<HTMLTextAreaElement>, 'rows' | 'required' | 'spellCheck' | 'className'>

interface ParagraphFieldProps extends Omit<FieldProps, 'children'>, Attributes {
  readonly value: string
  readonly onChange: (value: string) => void
}

/** A field of several lines. */
export const ParagraphField = ({ value, onChange, rows, required, spellCheck, className, ...field }: ParagraphFieldProps): ReactElement => (
  <Field {...field}>
    {(attributes) => (
      <textarea
        {...attributes}
        rows={rows}
        required={required}
        spellCheck={spellCheck}
        className={clsx(INPUT, className)}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    )}
  </Field>
)

import { type ReactElement, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { INPUT } from '../../components/field.tsx'
import { formText } from '../../messages/schema-form.ts'

/** What the server sends in place of a secret, and takes for the one that it has. */
const MASK = '********'

interface SecretInputProps {
  readonly value: unknown
  readonly onChange: (value: unknown) => void
  readonly id: string
  readonly 'aria-describedby'?: string
  readonly 'aria-invalid'?: boolean
}

/** A secret: one that the server has is replaced or kept, and never shown. */
export function SecretInput({ value, onChange, id, ...attributes }: SecretInputProps): ReactElement {
  const [had] = useState(value === MASK)
  if (value === MASK) {
    return (
      <span className="flex items-center gap-2">
        <output id={id} tabIndex={-1} title={formText.secretKept} className="font-mono text-muted">
          ••••••
        </output>
        <Button onClick={() => onChange('')}>{formText.replace}</Button>
      </span>
    )
  }
  return (
    <span className="flex gap-2">
      <input
        {...attributes}
        id={id}
        type="password"
        autoComplete="new-password"
        className={INPUT}
        value={typeof value === 'string' ? value : ''}
        onChange={({ target }) => onChange(target.value === '' && !had ? undefined : target.value)}
      />
      {had && <Button onClick={() => onChange(MASK)}>{formText.keep}</Button>}
    </span>
  )
}

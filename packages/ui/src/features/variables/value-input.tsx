import { type ReactElement, useState } from 'react'
import { INPUT } from '../../components/field.tsx'
import { JsonInput } from '../../components/json-input.tsx'
import { objectText } from '../../messages/objects.ts'
import { asKind, kindOfValue, VALUE_KINDS, type ValueKind } from './typed-value.ts'

const text = objectText.variables

interface ValueInputProps {
  readonly value: unknown
  readonly onChange: (value: unknown) => void
  readonly id: string
  readonly 'aria-describedby'?: string
  readonly 'aria-invalid'?: boolean
}

/** A value of any kind, each with its own input. */
export function ValueInput({ value, onChange, ...attributes }: ValueInputProps): ReactElement {
  const [kind, setKind] = useState(() => kindOfValue(value))
  return (
    <div className="flex flex-col gap-2">
      <select
        aria-label={text.kind}
        className={`${INPUT} max-w-40`}
        value={kind}
        onChange={({ target }) => {
          const next = VALUE_KINDS.find((each) => each === target.value) ?? 'text'
          setKind(next)
          onChange(asKind(value, next))
        }}
      >
        {VALUE_KINDS.map((each) => (
          <option key={each} value={each}>
            {text.kinds[each]}
          </option>
        ))}
      </select>
      <InputOf {...attributes} kind={kind} value={value} onChange={onChange} />
    </div>
  )
}

function InputOf({ kind, value, onChange, ...attributes }: ValueInputProps & { readonly kind: ValueKind }): ReactElement {
  switch (kind) {
    case 'text':
      return (
        <textarea
          {...attributes}
          rows={2}
          className={INPUT}
          value={typeof value === 'string' ? value : ''}
          onChange={({ target }) => onChange(target.value)}
        />
      )
    case 'number':
      return (
        <input
          {...attributes}
          type="number"
          step="any"
          required
          className={INPUT}
          value={typeof value === 'number' && !Number.isNaN(value) ? value : ''}
          onChange={({ target }) => onChange(target.valueAsNumber)}
        />
      )
    case 'boolean':
      return (
        <select
          {...attributes}
          className={INPUT}
          value={String(value === true)}
          onChange={({ target }) => onChange(target.value === 'true')}
        >
          <option value="true">true</option>
          <option value="false">false</option>
        </select>
      )
    case 'json':
      break
  }
  return <JsonInput {...attributes} rows={5} value={value} onChange={onChange} />
}

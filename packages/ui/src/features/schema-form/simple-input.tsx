import type { ReactElement } from 'react'
import { INPUT } from '../../components/field.tsx'
import { JsonInput } from '../../components/json-input.tsx'
import { formText } from '../../messages/schema-form.ts'
import { kindOf, type Schema } from './schema.ts'

interface SimpleInputProps {
  readonly schema: Schema
  readonly value: unknown
  readonly onChange: (value: unknown) => void
  readonly required: boolean
  readonly id: string
  readonly 'aria-describedby'?: string
  readonly 'aria-invalid'?: boolean
}

/** The input of what is one value. An empty one is a value that is not given. */
export function SimpleInput({ schema, value, onChange, required, ...attributes }: SimpleInputProps): ReactElement {
  const kind = kindOf(schema)
  const hint = 'default' in schema ? formText.defaultIs(inWords(schema['default'])) : ''
  switch (kind) {
    case 'boolean':
      return <Choice {...attributes} options={[true, false]} hint={hint} value={value} onChange={onChange} required={required} />
    case 'choice':
      return <Choice {...attributes} options={optionsOf(schema)} hint={hint} value={value} onChange={onChange} required={required} />
    case 'number':
      return (
        <input
          {...attributes}
          type="number"
          className={INPUT}
          step={schema['type'] === 'integer' ? 1 : 'any'}
          placeholder={hint}
          value={typeof value === 'number' ? value : ''}
          onChange={({ target }) => onChange(target.value === '' ? undefined : target.valueAsNumber)}
        />
      )
    case 'text':
    case 'date':
      return (
        <input
          {...attributes}
          type={kind === 'date' ? 'date' : schema['format'] === 'password' ? 'password' : 'text'}
          className={INPUT}
          placeholder={hint === '' && schema['format'] === 'date-time' ? '2026-11-21T02:30:00Z' : hint}
          value={typeof value === 'string' ? value : ''}
          onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
        />
      )
    case 'null':
    case 'array':
    case 'object':
    case 'union':
    case 'json':
      break
  }
  return <JsonInput {...attributes} value={value} onChange={onChange} />
}

interface ChoiceProps {
  readonly options: readonly unknown[]
  readonly hint: string
  readonly value: unknown
  readonly onChange: (value: unknown) => void
  readonly required: boolean
  readonly id: string
}

function Choice({ options, hint, value, onChange, required, ...attributes }: ChoiceProps): ReactElement {
  const chosen = options.indexOf(value)
  return (
    <select
      {...attributes}
      className={INPUT}
      value={chosen}
      onChange={({ target }) => onChange(Number(target.value) === -1 ? undefined : options[Number(target.value)])}
    >
      <option value={-1}>{hint === '' ? (required ? formText.choose : formText.notSet) : hint}</option>
      {options.map((option, index) => (
        <option key={inWords(option)} value={index}>
          {inWords(option)}
        </option>
      ))}
    </select>
  )
}

const optionsOf = (schema: Schema): readonly unknown[] => (Array.isArray(schema['enum']) ? schema['enum'] : [schema['const']])

function inWords(value: unknown): string {
  if (typeof value === 'boolean') return value ? formText.yes : formText.no
  return typeof value === 'string' ? value : JSON.stringify(value)
}

import type { ReactElement } from 'react'
import { INPUT } from '../../components/field.tsx'
import { JsonInput } from '../../components/json-input.tsx'
import { formText } from '../../messages/schema-form.ts'
import { defaultOf, kindOf, type Schema } from './schema.ts'
import { SecretInput } from './secret-input.tsx'

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
  const hint = defaultOf(schema) === undefined ? '' : formText.defaultIs(inWords(defaultOf(schema)))
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
      if (schema['format'] === 'password') return <SecretInput {...attributes} value={value} onChange={onChange} />
      return <TextInput {...attributes} schema={schema} hint={hint} value={value} onChange={onChange} />
    case 'null':
    case 'array':
    case 'tuple':
    case 'map':
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

interface TextInputProps {
  readonly schema: Schema
  readonly hint: string
  readonly value: unknown
  readonly onChange: (value: unknown) => void
  readonly id: string
}

const HINTS: Readonly<Record<string, string>> = { 'date-time': '2026-11-21T02:30:00Z', duration: 'PT1H30M', uri: 'https://…' }

/** One line, or as many as there are; what the schema gives as examples is offered. */
function TextInput({ schema, hint, value, onChange, id, ...attributes }: TextInputProps): ReactElement {
  const { format, examples } = schema
  const text = typeof value === 'string' ? value : ''
  const shared = {
    ...attributes,
    id,
    className: INPUT,
    value: text,
    placeholder: hint === '' ? (HINTS[String(format)] ?? '') : hint,
    onChange: ({ target }: { readonly target: { readonly value: string } }) => onChange(target.value === '' ? undefined : target.value),
  }
  if (text.includes('\n')) return <textarea {...shared} rows={Math.min(12, text.split('\n').length + 1)} />
  const offered = Array.isArray(examples) ? examples.filter((each) => typeof each === 'string') : []
  return (
    <>
      <input {...shared} type={format === 'date' ? 'date' : 'text'} list={offered.length === 0 ? undefined : `${id}-examples`} />
      {offered.length > 0 && (
        <datalist id={`${id}-examples`}>
          {offered.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </datalist>
      )}
    </>
  )
}

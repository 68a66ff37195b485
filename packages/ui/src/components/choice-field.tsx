import type { ReactElement } from 'react'
import { Field, type FieldProps, INPUT } from './field.tsx'

interface ChoiceFieldProps<Value extends string> extends Omit<FieldProps, 'children'> {
  /** Each value with its words, in their order. */
  readonly options: readonly (readonly [value: Value, words: string])[]
  readonly value: Value
  readonly onChange: (value: Value) => void
}

/** A field in which one of several values is chosen. */
export const ChoiceField = <Value extends string>({ options, value, onChange, ...field }: ChoiceFieldProps<Value>): ReactElement => (
  <Field {...field}>
    {(attributes) => (
      <select
        {...attributes}
        className={INPUT}
        value={value}
        onChange={({ target }) => {
          const chosen = options.find(([each]) => each === target.value)
          if (chosen !== undefined) onChange(chosen[0])
        }}
      >
        {options.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
    )}
  </Field>
)

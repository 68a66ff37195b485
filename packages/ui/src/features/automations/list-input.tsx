import { type ReactElement, useState } from 'react'
import { Field, INPUT } from '../../components/field.tsx'
import { tagsOf } from '../deployment/tags.ts'

interface ListInputProps {
  readonly label: string
  readonly help: string
  readonly value: readonly string[]
  readonly onChange: (value: string[]) => void
}

/** Texts separated by commas; what is typed stays as it is until one leaves the field. */
export function ListInput({ label, help, value, onChange }: ListInputProps): ReactElement {
  const [typed, setTyped] = useState<string>()
  return (
    <Field label={label} help={help}>
      {(attributes) => (
        <input
          {...attributes}
          className={INPUT}
          value={typed ?? value.join(', ')}
          onChange={({ target }) => {
            setTyped(target.value)
            onChange(tagsOf(target.value))
          }}
          onBlur={() => setTyped(undefined)}
        />
      )}
    </Field>
  )
}

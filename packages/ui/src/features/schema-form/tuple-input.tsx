import type { ComponentType, ReactElement } from 'react'
import { formText } from '../../messages/schema-form.ts'
import { type SchemaFieldProps, useForm } from './form-context.ts'
import { Inner } from './inner.tsx'
import { blankOf, resolved } from './schema.ts'
import { SetButton } from './set-button.tsx'

interface TupleInputProps extends SchemaFieldProps {
  /** The field of an item. */
  readonly of: ComponentType<SchemaFieldProps>
}

/** A list of so many items, each with its own schema. */
export function TupleInput({ of: Item, title, schema, path, value, onChange, required }: TupleInputProps): ReactElement {
  const { root } = useForm()
  const parts = (schema['prefixItems'] as readonly unknown[]).map((part) => resolved(part, root))
  if (value === undefined && !required) return <SetButton title={title} onSet={() => onChange(blankOf(schema))} />
  const items = parts.map((_, index) => (Array.isArray(value) ? ((value as readonly unknown[])[index] ?? null) : null))
  return (
    <Inner>
      {parts.map((part, index) => (
        <Item
          // oxlint-disable-next-line react/no-array-index-key -- the place is what the item is
          key={index}
          title={typeof part['title'] === 'string' ? part['title'] : formText.item(index + 1)}
          schema={part}
          path={[...path, index]}
          value={items[index] ?? undefined}
          onChange={(next) => onChange(items.with(index, next ?? null))}
          required
        />
      ))}
    </Inner>
  )
}

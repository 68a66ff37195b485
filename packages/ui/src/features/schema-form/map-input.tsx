import { Trash2 } from 'lucide-react'
import { type ComponentType, type ReactElement, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Faults, INPUT } from '../../components/field.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { formText } from '../../messages/schema-form.ts'
import { type SchemaFieldProps, useForm } from './form-context.ts'
import { Inner } from './inner.tsx'
import { blankOf, defaultOf, isObject, resolved, type Schema } from './schema.ts'

interface MapInputProps extends SchemaFieldProps {
  /** The field of a value. */
  readonly of: ComponentType<SchemaFieldProps>
}

/** Values under names that somebody thinks up. */
export function MapInput({ of: Item, title, schema, path, value, onChange }: MapInputProps): ReactElement {
  const { root } = useForm()
  const [name, setName] = useState('')
  const [refused, setRefused] = useState<string>()
  const entries: Schema = isObject(value) ? value : {}
  const inner = resolved(schema['additionalProperties'], root)
  const add = (): void => {
    if (name === '' || name in entries) {
      setRefused(name === '' ? formText.needsName : formText.hasName(name))
      return
    }
    onChange({ ...entries, [name]: blankOf(inner) ?? null })
    setName('')
    setRefused(undefined)
  }
  return (
    <Inner>
      {value === undefined && defaultOf(schema) !== undefined && (
        <p className="text-xs text-muted">{formText.defaultIs(JSON.stringify(defaultOf(schema)))}</p>
      )}
      {Object.keys(entries).map((key) => (
        <div key={key} className="flex items-start gap-1">
          <div className="min-w-0 flex-1">
            <Item
              title={key}
              schema={inner}
              path={[...path, key]}
              value={entries[key] ?? undefined}
              onChange={(next) => onChange({ ...entries, [key]: next ?? null })}
              required
            />
          </div>
          <span className="mt-5.5">
            <IconButton
              icon={Trash2}
              label={formText.removeEntry(title, key)}
              onClick={() => onChange(Object.fromEntries(Object.entries(entries).filter(([other]) => other !== key)))}
            />
          </span>
        </div>
      ))}
      <div className="flex gap-2">
        <input
          aria-label={formText.newName(title)}
          placeholder={formText.newNameHint}
          className={`${INPUT} max-w-60`}
          value={name}
          onChange={({ target }) => setName(target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.metaKey || event.ctrlKey) return
            event.preventDefault()
            add()
          }}
        />
        <Button aria-label={formText.addEntryTo(title)} onClick={add}>
          {formText.addEntry}
        </Button>
      </div>
      <Faults faults={refused === undefined ? [] : [refused]} />
    </Inner>
  )
}

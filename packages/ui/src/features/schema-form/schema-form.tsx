import { type ReactElement, useId, useMemo, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Faults } from '../../components/field.tsx'
import { JsonInput } from '../../components/json-input.tsx'
import { formText } from '../../messages/schema-form.ts'
import { type Faults as FaultMap, NO_FAULTS } from './faults.ts'
import { movedChoices } from './choices.ts'
import { FaultList } from './fault-list.tsx'
import { FormParts } from './form-context.ts'
import { isObject, propertiesOf, type Schema } from './schema.ts'
import { PropertyFields } from './schema-field.tsx'

interface SchemaFormProps {
  /** The schema of an object; null where none is known, which leaves JSON. */
  readonly schema: Schema | null
  readonly value: Schema
  readonly onChange: (value: Schema) => void
  readonly faults?: FaultMap
  /** Shows these properties alone. */
  readonly only?: readonly string[]
  /** A variable, a template or JSON may stand in place of a value: true where the server puts values there. */
  readonly special?: boolean
  /** What the values are elsewhere: those that differ are marked, and `reset` says what takes them back. */
  readonly base?: { readonly values: Schema; readonly reset: string }
}

const NO_SCHEMA: Schema = {}

/** Values by a JSON schema. Form and JSON are two views of one value: changing between them loses nothing. */
export function SchemaForm({ schema, value, onChange, faults = NO_FAULTS, only, special = false, base }: SchemaFormProps): ReactElement {
  const root = schema ?? NO_SCHEMA
  const hasFields = propertiesOf(root, root).length > 0
  const [asJson, setAsJson] = useState(!hasFields)
  const [choices, setChoices] = useState<ReadonlyMap<string, number>>(new Map())
  const id = useId()
  const parts = useMemo(
    () => ({
      root,
      faults,
      choices,
      choose: (place: string, branch: number) => setChoices((old) => new Map(old).set(place, branch)),
      moved: (place: string, now: (index: number) => number | undefined) => setChoices((old) => movedChoices(old, place, now)),
      id,
      special,
      base,
    }),
    [root, faults, choices, id, special, base],
  )
  return (
    <FormParts value={parts}>
      <div className="flex flex-col gap-3">
        {hasFields ? (
          <fieldset className="flex gap-1">
            <legend className="sr-only">{formText.views}</legend>
            <Button aria-pressed={!asJson} look={asJson ? 'plain' : 'primary'} onClick={() => setAsJson(false)}>
              {formText.form}
            </Button>
            <Button aria-pressed={asJson} look={asJson ? 'primary' : 'plain'} onClick={() => setAsJson(true)}>
              {formText.json}
            </Button>
          </fieldset>
        ) : (
          <p className="text-muted">{formText.noParameters}</p>
        )}
        <Faults faults={faults.get('') ?? []} />
        {!asJson && <FaultList id={id} faults={faults} />}
        {asJson ? (
          <>
            <label htmlFor={id} className="sr-only">
              {formText.json}
            </label>
            <JsonInput
              id={id}
              rows={hasFields ? 12 : 4}
              value={value}
              onChange={(next) => onChange(isObject(next) ? next : {})}
              refuse={(next) => (next === undefined || isObject(next) ? undefined : formText.notObject)}
            />
            <Faults faults={[...faults].flatMap(([place, words]) => (place === '' ? [] : words.map((word) => `${place}: ${word}`)))} />
          </>
        ) : (
          <PropertyFields schema={root} path={[]} value={value} onChange={onChange} only={only} />
        )}
      </div>
    </FormParts>
  )
}

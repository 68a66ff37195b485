import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { Field } from '../../components/field.tsx'
import { JsonInput } from '../../components/json-input.tsx'
import { deploymentText as text } from '../../messages/deployments.ts'
import { formText } from '../../messages/schema-form.ts'
import { refusedValues } from '../schema-form/faults.ts'
import { isObject, type Schema } from '../schema-form/schema.ts'
import { SchemaForm } from '../schema-form/schema-form.tsx'
import { poolQuery } from '../work-pools/queries.ts'
import { defaultsOf, variablesOf, withDefaults } from '../work-pools/template.ts'
import { ChangedMark } from './changed-mark.tsx'

interface JobVariablesProps {
  /** Whose template says which there are; none but JSON where it is not known. */
  readonly pool: string
  readonly help?: string
  readonly value: Schema
  readonly onChange: (value: Schema) => void
  /** What holds for those that are left alone, above the defaults of the pool. */
  readonly given?: Schema
  /** What they are elsewhere, and the words for taking that back. */
  readonly base: { readonly values: Schema; readonly reset: string }
  /** Why the server refused them. */
  readonly faults: readonly string[]
}

const NOTHING: Schema = {}

/** The variables of a job: a form by the template of the work pool, whose defaults stand in the fields that are left alone. */
export function JobVariables({ pool, help, value, onChange, given = NOTHING, base, faults }: JobVariablesProps): ReactElement {
  const template = useQuery({ ...poolQuery(pool), enabled: pool !== '', retry: false }).data?.base_job_template ?? {}
  const schema = variablesOf(template) === null ? null : variablesOf(withDefaults(template, { ...defaultsOf(template), ...given }))
  if (schema === null) {
    const isChanged = JSON.stringify(value) !== JSON.stringify(base.values)
    return (
      <Field
        label={text.jobVariables}
        help={help}
        beside={<ChangedMark label={text.jobVariables} changed={isChanged} reset={base.reset} onReset={() => onChange(base.values)} />}
        faults={faults}
      >
        {(attributes) => (
          <JsonInput
            {...attributes}
            value={value}
            onChange={(next) => onChange(isObject(next) ? next : {})}
            refuse={(next) => (next === undefined || isObject(next) ? undefined : formText.notObject)}
          />
        )}
      </Field>
    )
  }
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-medium">{text.jobVariables}</legend>
      {help !== undefined && <p className="mb-3 text-xs text-muted">{help}</p>}
      {/* None is required: what is left alone has the pool's value. */}
      <SchemaForm
        key={pool}
        schema={{ ...schema, required: [] }}
        value={value}
        onChange={onChange}
        faults={refusedValues(faults)}
        base={base}
      />
    </fieldset>
  )
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { WorkPool } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { CallRefused, faultsByField } from '../../api/errors.ts'
import { Button } from '../../components/button.tsx'
import { Buttons } from '../../components/dialog.tsx'
import { Field, INPUT } from '../../components/field.tsx'
import { JsonInput } from '../../components/json-input.tsx'
import { Problem } from '../../components/problem.tsx'
import { Section } from '../../components/section.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { en } from '../../messages/en.ts'
import { formText } from '../../messages/schema-form.ts'
import { poolText as text } from '../../messages/work-pools.ts'
import { isObject } from '../schema-form/schema.ts'
import { SchemaForm } from '../schema-form/schema-form.tsx'
import { savePool, type WorkerType, workerTypesQuery } from './queries.ts'
import { defaultsOf, schemaWithoutDefaults, withDefaults } from './template.ts'

/** Makes a pool, once the types of workers are known, or changes one. */
export function PoolForm({ edited }: { readonly edited?: WorkPool }): ReactElement {
  const types = useQuery(workerTypesQuery)
  if (types.data === undefined) {
    return types.isPending ? <Skeleton rows={8} /> : <Problem error={types.error} onRetry={() => void types.refetch()} />
  }
  return <Form types={types.data} edited={edited} />
}

interface FormProps {
  readonly types: readonly WorkerType[]
  readonly edited: WorkPool | undefined
}

function Form({ types, edited }: FormProps): ReactElement {
  const cache = useQueryClient()
  const navigate = useNavigate()
  const [first] = types
  const [name, setName] = useState(edited?.name ?? '')
  const [type, setType] = useState(edited?.type ?? first?.type ?? 'process')
  const [description, setDescription] = useState(edited?.description ?? '')
  const [limit, setLimit] = useState(edited?.concurrency_limit?.toString() ?? '')
  const [template, setTemplate] = useState(edited?.base_job_template ?? first?.template ?? {})
  const save = useMutation({
    mutationFn: () =>
      savePool(edited?.name, {
        name,
        type,
        description: description === '' ? null : description,
        concurrency_limit: limit === '' ? null : Number(limit),
        base_job_template: template,
      }),
    onSuccess: async () => {
      await Promise.all([cache.invalidateQueries({ queryKey: ['work pools'] }), cache.invalidateQueries({ queryKey: ['work pool', name] })])
      await navigate({
        to: '/work-pools/work-pool/$name',
        params: { name },
        search: { tab: edited === undefined ? 'workers' : 'template' },
      })
    },
  })
  const faults = faultsByField(save.error)
  const taken = save.error instanceof CallRefused && save.error.status === 409 ? [save.error.message] : []
  const schema = schemaWithoutDefaults(template)
  return (
    <form
      className="flex max-w-160 flex-col gap-6"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <Section title={text.general}>
        {edited === undefined && (
          <>
            <Field label={text.name} faults={faults.get('name') ?? taken}>
              {(attributes) => (
                <input {...attributes} required className={INPUT} value={name} onChange={({ target }) => setName(target.value)} />
              )}
            </Field>
            <Field label={text.type} help={types.find((each) => each.type === type)?.description ?? text.typeHelp}>
              {(attributes) => (
                <select
                  {...attributes}
                  className={INPUT}
                  value={type}
                  onChange={({ target }) => {
                    setType(target.value)
                    setTemplate(types.find((each) => each.type === target.value)?.template ?? {})
                  }}
                >
                  {types.map((each) => (
                    <option key={each.type} value={each.type}>
                      {each.name}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          </>
        )}
        <Field label={text.description} faults={faults.get('description') ?? []}>
          {(attributes) => (
            <input {...attributes} className={INPUT} value={description} onChange={({ target }) => setDescription(target.value)} />
          )}
        </Field>
        <Field label={text.limit} help={text.limitHelp} faults={faults.get('concurrency_limit') ?? []}>
          {(attributes) => (
            <input
              {...attributes}
              type="number"
              min={0}
              className={INPUT}
              value={limit}
              onChange={({ target }) => setLimit(target.value)}
            />
          )}
        </Field>
      </Section>
      {schema !== null && (
        <Section title={text.template}>
          <p className="text-xs text-muted">{text.templateHelp}</p>
          <SchemaForm
            key={type}
            schema={schema}
            value={defaultsOf(template)}
            onChange={(values) => setTemplate(withDefaults(template, values))}
          />
        </Section>
      )}
      <details>
        <summary className="cursor-pointer font-medium">{text.advanced}</summary>
        <div className="mt-2">
          <Field label={text.advanced} help={text.advancedHelp} faults={faults.get('base_job_template') ?? []}>
            {(attributes) => (
              <JsonInput
                {...attributes}
                rows={16}
                value={template}
                onChange={(next) => setTemplate((isObject(next) ? next : {}) as WorkPool['base_job_template'])}
                refuse={(next) => (next === undefined || isObject(next) ? undefined : formText.notObject)}
              />
            )}
          </Field>
        </div>
      </details>
      {save.isError && faults.size === 0 && taken.length === 0 && <Problem error={save.error} />}
      <Buttons>
        <Button onClick={() => window.history.back()}>{en.cancel}</Button>
        <Button look="primary" type="submit" disabled={save.isPending}>
          {edited === undefined ? text.create : text.save}
        </Button>
      </Buttons>
    </form>
  )
}

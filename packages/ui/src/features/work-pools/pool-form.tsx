import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { WorkPool } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { refusalOf } from '../../api/refusal.ts'
import { ChoiceField } from '../../components/choice-field.tsx'
import { Field } from '../../components/field.tsx'
import { JsonInput } from '../../components/json-input.tsx'
import { FormFoot } from '../../components/form-foot.tsx'
import { Problem } from '../../components/problem.tsx'
import { Section } from '../../components/section.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { formText } from '../../messages/schema-form.ts'
import { poolText as text } from '../../messages/work-pools.ts'
import { isObject } from '../schema-form/schema.ts'
import { SchemaForm } from '../schema-form/schema-form.tsx'
import { CommonFields, commonOf, type CommonDraft, partsOf } from './common-fields.tsx'
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
  const [draft, setDraft] = useState<CommonDraft>(() => commonOf(edited))
  const [type, setType] = useState(edited?.type ?? first?.type ?? 'process')
  const [template, setTemplate] = useState(edited?.base_job_template ?? first?.template ?? {})
  const { name } = draft
  const save = useMutation({
    mutationFn: () => savePool(edited?.name, { ...partsOf(draft), type, base_job_template: template }),
    onSuccess: async () => {
      await Promise.all([cache.invalidateQueries({ queryKey: ['work pools'] }), cache.invalidateQueries({ queryKey: ['work pool', name] })])
      await navigate({
        to: '/work-pools/work-pool/$name',
        params: { name },
        search: { tab: edited === undefined ? 'workers' : 'template' },
      })
    },
  })
  const { at, rest } = refusalOf(save.error, ['name', 'description', 'concurrency_limit', 'base_job_template'], 'name')
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
        <CommonFields draft={draft} onChange={setDraft} faultsAt={at} isNamed={edited !== undefined}>
          {edited === undefined && (
            <ChoiceField
              label={text.type}
              help={types.find((each) => each.type === type)?.description ?? text.typeHelp}
              options={types.map((each) => [each.type, each.name] as const)}
              value={type}
              onChange={(next) => {
                setType(next)
                setTemplate(types.find((each) => each.type === next)?.template ?? {})
              }}
            />
          )}
        </CommonFields>
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
      <details open={at('base_job_template').length > 0}>
        <summary className="cursor-pointer font-medium">{text.advanced}</summary>
        <div className="mt-2">
          <Field label={text.advanced} help={text.advancedHelp} faults={at('base_job_template')}>
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
      <FormFoot
        error={rest}
        verb={edited === undefined ? text.create : text.save}
        needs={edited === undefined ? 'workPools.create' : 'workPools.update'}
        isPending={save.isPending}
      />
    </form>
  )
}

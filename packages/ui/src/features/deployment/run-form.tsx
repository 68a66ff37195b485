import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Deployment } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { faultsByField, misfit } from '../../api/errors.ts'
import { Button } from '../../components/button.tsx'
import { Buttons } from '../../components/dialog.tsx'
import { Field, INPUT } from '../../components/field.tsx'
import { JsonInput } from '../../components/json-input.tsx'
import { Problem } from '../../components/problem.tsx'
import { Section } from '../../components/section.tsx'
import { deploymentText as text } from '../../messages/deployments.ts'
import { formText } from '../../messages/schema-form.ts'
import { useZone } from '../../time/zone.ts'
import { type Faults, NO_FAULTS, refusedValues } from '../schema-form/faults.ts'
import { faultsOf } from '../schema-form/queries.ts'
import { isObject, type Schema } from '../schema-form/schema.ts'
import { SchemaForm } from '../schema-form/schema-form.tsx'
import { type RunWishes, startRun } from './queries.ts'
import { useTellOfRun } from './run-button.tsx'
import { tagsOf } from './tags.ts'
import { momentOf, type When, WhenFields } from './when.tsx'

/** A run whose parameters, time, name, tags, queue and job variables differ from its deployment. */
export function RunForm({ deployment }: { readonly deployment: Deployment }): ReactElement {
  const { id, parameter_openapi_schema: schema, work_pool_name: pool } = deployment
  const navigate = useNavigate()
  const zone = useZone()
  const tell = useTellOfRun()
  const [parameters, setParameters] = useState<Schema>(deployment.parameters)
  const [when, setWhen] = useState<When>({ kind: 'now' })
  const [name, setName] = useState('')
  const [tags, setTags] = useState(deployment.tags.join(', '))
  const [queue, setQueue] = useState('')
  const [variables, setVariables] = useState<Schema>({})
  const [faults, setFaults] = useState<Faults>(NO_FAULTS)
  const run = useMutation({
    mutationFn: async () => {
      const found = schema === null ? NO_FAULTS : await faultsOf(schema, parameters)
      setFaults(found)
      if (found.size > 0) return undefined
      const at = momentOf(when, zone)
      return startRun(id, {
        parameters: parameters as NonNullable<RunWishes['parameters']>,
        tags: tagsOf(tags),
        ...(name === '' ? {} : { name }),
        ...(queue === '' ? {} : { work_queue_name: queue }),
        ...(Object.keys(variables).length === 0 ? {} : { job_variables: variables as NonNullable<RunWishes['job_variables']> }),
        ...(at === undefined ? {} : { state: { type: 'SCHEDULED', state_details: { scheduled_time: new Date(at).toISOString() } } }),
      })
    },
    onSuccess: async (made) => {
      if (made === undefined) return
      tell(made)
      await navigate({ to: '/deployments/deployment/$id', params: { id }, search: { tab: 'runs' } })
    },
  })
  const refused = faultsByField(run.error)
  return (
    <form
      className="flex max-w-160 flex-col gap-6"
      onSubmit={(event) => {
        event.preventDefault()
        run.mutate()
      }}
    >
      <Section title={text.sections.parameters}>
        <SchemaForm
          schema={schema}
          value={parameters}
          onChange={setParameters}
          faults={faults.size > 0 ? faults : refusedValues(misfit(run.error, 409))}
        />
      </Section>
      <Section title={text.sections.when}>
        <WhenFields when={when} onChange={setWhen} />
      </Section>
      <Section title={text.sections.run}>
        <Field label={text.runName} help={text.runNameHelp} faults={refused.get('name') ?? []}>
          {(attributes) => <input {...attributes} className={INPUT} value={name} onChange={({ target }) => setName(target.value)} />}
        </Field>
        <Field label={text.tags} help={text.tagsHelp}>
          {(attributes) => <input {...attributes} className={INPUT} value={tags} onChange={({ target }) => setTags(target.value)} />}
        </Field>
      </Section>
      {pool !== null && (
        <Section title={text.sections.where}>
          <Field label={text.workQueue} help={text.queueHelp} faults={refused.get('work_queue_name') ?? []}>
            {(attributes) => (
              <input
                {...attributes}
                className={INPUT}
                placeholder={deployment.work_queue_name ?? ''}
                value={queue}
                onChange={({ target }) => setQueue(target.value)}
              />
            )}
          </Field>
          <Field label={text.jobVariables} help={text.jobVariablesHelp} faults={refused.get('job_variables') ?? misfit(run.error, 422)}>
            {(attributes) => (
              <JsonInput
                {...attributes}
                value={variables}
                onChange={(next) => setVariables(isObject(next) ? next : {})}
                refuse={(next) => (next === undefined || isObject(next) ? undefined : formText.notObject)}
              />
            )}
          </Field>
        </Section>
      )}
      {faults.size > 0 && (
        <p role="alert" className="text-failed">
          {formText.wrong} {[...faults.keys()].join(', ')}
        </p>
      )}
      {run.isError && <Problem error={run.error} />}
      <Buttons>
        <Button look="primary" type="submit" disabled={run.isPending}>
          {text.run}
        </Button>
      </Buttons>
    </form>
  )
}

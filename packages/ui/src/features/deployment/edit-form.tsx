import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Deployment } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { toast } from '../../components/toast.ts'
import { misfit } from '../../api/errors.ts'
import { refusalOf } from '../../api/refusal.ts'
import { Button } from '../../components/button.tsx'
import { Buttons } from '../../components/dialog.tsx'
import { ChoiceField } from '../../components/choice-field.tsx'
import { Field } from '../../components/field.tsx'
import { JsonInput } from '../../components/json-input.tsx'
import { LineField } from '../../components/line-field.tsx'
import { ParagraphField } from '../../components/paragraph-field.tsx'
import { Problem } from '../../components/problem.tsx'
import { Section } from '../../components/section.tsx'
import { Suggestions } from '../../components/suggestions.tsx'
import { deploymentText as text } from '../../messages/deployments.ts'
import { type Faults, NO_FAULTS, refusedValues } from '../schema-form/faults.ts'
import { faultsOf } from '../schema-form/queries.ts'
import type { Schema } from '../schema-form/schema.ts'
import { SchemaForm } from '../schema-form/schema-form.tsx'
import { ChangesTable, LABELS } from './changes-table.tsx'
import { changesOf, differences, type Draft, draftOf } from './draft.ts'
import { JobVariables } from './job-variables.tsx'
import { changeDeployment, deploymentQuery, poolNamesQuery, queueNamesQuery, waitingRunsQuery } from './queries.ts'

/** The fields that are plain texts. */
type TextField = 'description' | 'version' | 'tags' | 'pool' | 'queue' | 'entrypoint' | 'path'

/** What the fields are called in the API. */
const NAMES: Readonly<Record<TextField, string>> = {
  description: 'description',
  version: 'version',
  tags: 'tags',
  pool: 'work_pool_name',
  queue: 'work_queue_name',
  entrypoint: 'entrypoint',
  path: 'path',
}

const COLLISIONS = [
  ['', text.asServer],
  ['ENQUEUE', text.enqueue],
  ['CANCEL_NEW', text.cancelNew],
] as const

/** Changes the defaults of a deployment's runs, and shows what is going to change before it does. */
export function EditForm({ deployment }: { readonly deployment: Deployment }): ReactElement {
  const { id, parameter_openapi_schema: schema } = deployment
  const cache = useQueryClient()
  const navigate = useNavigate()
  const pools = useQuery(poolNamesQuery)
  const waiting = useQuery({ ...waitingRunsQuery(id), enabled: deployment.schedules.length > 0 })
  // What the server had when the form was opened, or since its reader was shown that it changed.
  const [old, setOld] = useState(() => draftOf(deployment))
  const [draft, setDraft] = useState(old)
  const [overtaken, setOvertaken] = useState(false)
  const [faults, setFaults] = useState<Faults>(NO_FAULTS)
  const queues = useQuery({ ...queueNamesQuery(draft.pool), enabled: pools.data?.includes(draft.pool) === true })
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }))
  const changed = differences(old, draft)
  const save = useMutation({
    mutationFn: async () => {
      const found = schema === null || !draft.enforce ? NO_FAULTS : await faultsOf({ ...schema, required: [] }, draft.parameters)
      setFaults(found)
      if (found.size > 0) return false
      const now = draftOf(await cache.fetchQuery({ ...deploymentQuery(id), staleTime: 0 }))
      const meanwhile = differences(old, now)
      if (meanwhile.length > 0) {
        // Fields that were not touched here follow the server; those that were show both.
        setDraft((before) => ({ ...now, ...Object.fromEntries(changed.map((key) => [key, before[key]])) }))
        setOld(now)
        setOvertaken(true)
        return false
      }
      await changeDeployment(id, changesOf(old, draft))
      return true
    },
    onSuccess: async (saved) => {
      if (!saved) return
      toast.success(text.saved)
      await cache.invalidateQueries({ queryKey: ['deployment', id] })
      await navigate({ to: '/deployments/deployment/$id', params: { id } })
    },
  })
  const { at: refused } = refusalOf(save.error, [...Object.values(NAMES), 'concurrency_limit', 'job_variables', 'pull_steps'])
  const textField = (key: TextField, help?: string): ReactElement => (
    <LineField
      label={LABELS[key]}
      help={help}
      faults={refused(NAMES[key])}
      list={key === 'pool' ? 'pools' : key === 'queue' ? 'queues' : undefined}
      value={draft[key]}
      onChange={(typed) => change({ [key]: typed })}
    />
  )
  return (
    <form
      className="flex max-w-160 flex-col gap-6"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <Section title={text.sections.parameters}>
        <SchemaForm
          schema={schema === null ? null : withoutRequired(schema)}
          value={draft.parameters}
          onChange={(parameters) => change({ parameters })}
          faults={faults.size > 0 ? faults : refusedValues(misfit(save.error, 409))}
          base={{ values: old.parameters, reset: text.resetToSaved }}
          special
        />
        <label className="flex min-h-6 items-center gap-2">
          <input
            type="checkbox"
            className="accent-accent"
            checked={draft.enforce}
            onChange={({ target }) => change({ enforce: target.checked })}
          />
          {text.enforce}
        </label>
      </Section>
      <Section title={text.sections.general}>
        <ParagraphField label={text.description} rows={4} value={draft.description} onChange={(description) => change({ description })} />
        {textField('version')}
        {textField('tags', text.tagsHelp)}
        <LineField
          label={text.concurrencyLimit}
          faults={refused('concurrency_limit')}
          type="number"
          min={1}
          step={1}
          value={draft.limit}
          onChange={(limit) => change({ limit })}
        />
        <ChoiceField label={text.collision} options={COLLISIONS} value={draft.collision} onChange={(collision) => change({ collision })} />
      </Section>
      <Section title={text.sections.where}>
        {textField('pool')}
        <Suggestions id="pools" values={pools.data ?? []} />
        {textField('queue')}
        <Suggestions id="queues" values={queues.data ?? []} />
        <JobVariables
          pool={draft.pool}
          value={draft.jobVariables}
          onChange={(jobVariables) => change({ jobVariables })}
          base={{ values: old.jobVariables, reset: text.resetToSaved }}
          faults={[...refused('job_variables'), ...misfit(save.error, 422)]}
        />
      </Section>
      <Section title={text.sections.storage}>
        {textField('entrypoint')}
        {textField('path')}
        <Field label={text.pullSteps} faults={refused('pull_steps')}>
          {(attributes) => (
            <JsonInput {...attributes} value={draft.pullSteps ?? undefined} onChange={(next) => change({ pullSteps: next ?? null })} />
          )}
        </Field>
      </Section>
      <Section title={text.changes}>
        {overtaken && <p role="alert">{text.changedMeanwhile}</p>}
        {changed.length === 0 ? (
          <p className="text-muted">{text.nothingChanged}</p>
        ) : (
          <>
            <ChangesTable old={old} draft={draft} />
            {(waiting.data ?? 0) > 0 && <p className="text-muted">{text.remade(waiting.data ?? 0)}</p>}
          </>
        )}
      </Section>
      {save.isError && <Problem error={save.error} />}
      <Buttons>
        <Button look="primary" needs="deployments.update" type="submit" disabled={save.isPending || changed.length === 0}>
          {text.save}
        </Button>
      </Buttons>
    </form>
  )
}

/** Of defaults none is needed: what has none is asked for when a run is made. */
const withoutRequired = (schema: Schema): Schema => ({ ...schema, required: [] })

import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Deployment } from '@millrace/protocol'
import { type ReactElement, type ReactNode, useState } from 'react'
import { misfit } from '../../api/errors.ts'
import { refusalOf } from '../../api/refusal.ts'
import { Button } from '../../components/button.tsx'
import { Command } from '../../components/command.tsx'
import { LineField } from '../../components/line-field.tsx'
import { Problem } from '../../components/problem.tsx'
import { Section } from '../../components/section.tsx'
import { Suggestions } from '../../components/suggestions.tsx'
import { useSubmitKeys } from '../../components/use-submit-keys.ts'
import { deploymentText as text } from '../../messages/deployments.ts'
import { useZone } from '../../time/zone.ts'
import { type Faults, NO_FAULTS, refusedValues } from '../schema-form/faults.ts'
import { faultsOf } from '../schema-form/queries.ts'
import { SchemaForm } from '../schema-form/schema-form.tsx'
import { ChangedMark } from './changed-mark.tsx'
import { asCommand } from './copy-as.ts'
import { EarlierRun } from './earlier-run.tsx'
import { JobVariables } from './job-variables.tsx'
import { flowQuery, queueNamesQuery, startRun } from './queries.ts'
import { useTellOfRun } from './run-button.tsx'
import { changedFields, changedParameters, differencesOf, draftLike, draftOfRun, type RunDraft, wishesOf } from './run-draft.ts'
import { momentOf, type When, WhenFields } from './when.tsx'

type TextField = 'name' | 'tags' | 'message' | 'retries' | 'retryDelay' | 'queue'

/** What the fields are called in the API. */
const NAMES: Readonly<Record<TextField, string>> = {
  name: 'name',
  tags: 'tags',
  message: 'state',
  retries: 'empirical_policy',
  retryDelay: 'empirical_policy',
  queue: 'work_queue_name',
}

/** A run whose parameters, time, name, tags, retries, queue and job variables differ from its deployment. */
export function RunForm({ deployment }: { readonly deployment: Deployment }): ReactElement {
  const { id, parameter_openapi_schema: schema, work_pool_name: pool } = deployment
  const navigate = useNavigate()
  const zone = useZone()
  const tell = useTellOfRun()
  const flow = useQuery(flowQuery(deployment.flow_id))
  const queues = useQuery({ ...queueNamesQuery(pool ?? ''), enabled: pool !== null })
  const [draft, setDraft] = useState(() => draftOfRun(deployment))
  const [when, setWhen] = useState<When>({ kind: 'now' })
  const [faults, setFaults] = useState<Faults>(NO_FAULTS)
  const change = (part: Partial<RunDraft>): void => setDraft((old) => ({ ...old, ...part }))
  const at = isoOf(momentOf(when, zone))
  const run = useMutation({
    mutationFn: async () => {
      const found = schema === null ? NO_FAULTS : await faultsOf(schema, draft.parameters)
      setFaults(found)
      return found.size > 0 ? undefined : await startRun(id, wishesOf(draft, isoOf(momentOf(when, zone))))
    },
    onSuccess: async (made) => {
      if (made === undefined) return
      tell(made)
      await navigate({ to: '/deployments/deployment/$id', params: { id }, search: { tab: 'runs' } })
    },
  })
  const form = useSubmitKeys()
  const { at: refused } = refusalOf(run.error, [...Object.values(NAMES), 'job_variables'])
  const base = draftOfRun(deployment)
  const changed = changedFields(draft, deployment)
  const mark = (key: keyof RunDraft, label: string): ReactNode => (
    <ChangedMark
      label={label}
      changed={changed.some((each) => each === key)}
      reset={text.resetToDeployment}
      onReset={() => change({ [key]: base[key] })}
    />
  )
  const textField = (key: TextField, label: string, help?: string, type: 'text' | 'number' = 'text'): ReactElement => (
    <LineField
      label={label}
      help={help}
      beside={mark(key, label)}
      faults={refused(NAMES[key])}
      type={type}
      min={type === 'number' ? 0 : undefined}
      list={key === 'queue' ? 'queues' : undefined}
      placeholder={key === 'queue' ? (deployment.work_queue_name ?? '') : undefined}
      value={draft[key]}
      onChange={(typed) => change({ [key]: typed })}
    />
  )
  const different = [
    ...changedParameters(draft, deployment),
    ...(when.kind === 'now' ? [] : [text.sections.when]),
    ...changed.map((key) => LABELS[key]),
  ]
  return (
    <form
      ref={form}
      className="flex max-w-160 flex-col gap-6"
      onSubmit={(event) => {
        event.preventDefault()
        if (!run.isPending) run.mutate()
      }}
    >
      <div>
        <EarlierRun deployment={id} onChoose={(earlier) => setDraft(draftLike(earlier, deployment))} />
      </div>
      <Section title={text.sections.parameters}>
        <SchemaForm
          schema={schema}
          value={draft.parameters}
          onChange={(parameters) => change({ parameters })}
          faults={faults.size > 0 ? faults : refusedValues(misfit(run.error, 409))}
          base={{ values: deployment.parameters, reset: text.resetToDeployment }}
          special
        />
      </Section>
      <Section title={text.sections.when}>
        <WhenFields when={when} onChange={setWhen} />
      </Section>
      <Section title={text.sections.run}>
        {textField('name', LABELS.name, text.runNameHelp)}
        {textField('tags', LABELS.tags, text.tagsHelp)}
        {textField('message', LABELS.message, text.messageHelp)}
        <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
          {textField('retries', LABELS.retries, text.retriesHelp, 'number')}
          {textField('retryDelay', LABELS.retryDelay, undefined, 'number')}
        </div>
      </Section>
      {pool !== null && (
        <Section title={text.sections.where}>
          {textField('queue', LABELS.queue, text.queueHelp)}
          <Suggestions id="queues" values={queues.data ?? []} />
          <JobVariables
            pool={pool}
            help={text.jobVariablesHelp}
            value={draft.jobVariables}
            onChange={(jobVariables) => change({ jobVariables })}
            given={deployment.job_variables}
            base={{ values: base.jobVariables, reset: text.resetToDeployment }}
            faults={[...refused('job_variables'), ...misfit(run.error, 422)]}
          />
        </Section>
      )}
      {run.isError && <Problem error={run.error} />}
      <div className="sticky bottom-0 flex flex-col gap-2 border-t border-line bg-page py-3">
        <div className="flex items-center gap-3">
          <p className="min-w-0 flex-1 text-muted">{text.differsIn(different)}</p>
          <Button
            look="primary"
            needs="deployments.createFlowRun"
            type="submit"
            disabled={run.isPending}
            title={text.submitKeys}
            aria-keyshortcuts="Control+Enter Meta+Enter"
          >
            {text.run}
          </Button>
        </div>
        <Command text={asCommand(`${flow.data?.name ?? '…'}/${deployment.name}`, differencesOf(draft, deployment, at))} />
      </div>
    </form>
  )
}

const LABELS = {
  name: text.runName,
  tags: text.tags,
  message: text.message,
  retries: text.retries,
  retryDelay: text.retryDelay,
  queue: text.workQueue,
  jobVariables: text.jobVariables,
} as const

/** Undefined for now, and for what is no time yet. */
const isoOf = (moment: number | undefined): string | undefined =>
  moment === undefined || Number.isNaN(moment) ? undefined : new Date(moment).toISOString()

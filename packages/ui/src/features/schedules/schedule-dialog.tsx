import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Deployment, DeploymentSchedule } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Buttons, Dialog } from '../../components/dialog.tsx'
import { Field, INPUT } from '../../components/field.tsx'
import { Problem } from '../../components/problem.tsx'
import { deploymentText, scheduleText as text } from '../../messages/deployments.ts'
import { addSchedule, changeSchedule } from '../deployment/queries.ts'
import { SchemaForm } from '../schema-form/schema-form.tsx'
import { useScheduleCheck } from './calculations.ts'
import { cronOf, type Pattern, patternOfCron, patternOfRule, ruleOf } from './pattern.ts'
import { PatternFields } from './pattern-fields.tsx'
import { Preview } from './preview.tsx'
import { type Draft, draftOf, KINDS, scheduleOf } from './schedule-draft.ts'

interface ScheduleDialogProps {
  readonly deployment: Deployment
  /** The one to change; undefined to add one. */
  readonly edited: DeploymentSchedule | undefined
  readonly onClose: () => void
}

/** Adds or changes a schedule, beside what it makes. */
export function ScheduleDialog({ deployment, edited, onClose }: ScheduleDialogProps): ReactElement {
  const cache = useQueryClient()
  const check = useScheduleCheck()
  const [draft, setDraft] = useState(() => draftOf(edited))
  const change = (part: Partial<Draft>): void => setDraft((old) => ({ ...old, ...part }))
  const schedule = scheduleOf(draft)
  const fault = check?.(schedule)
  const save = useMutation({
    mutationFn: async () => {
      const slug = draft.slug === '' ? null : draft.slug
      const most = draft.most === '' ? null : Number(draft.most)
      const parameters = draft.parameters as DeploymentSchedule['parameters']
      if (edited === undefined) {
        await addSchedule(deployment.id, { schedule, slug, parameters, active: true, max_scheduled_runs: most })
      } else {
        // Only what can be said here: other fields of the schedule stay as they are.
        await changeSchedule(deployment.id, edited.id, {
          schedule,
          parameters,
          ...(slug === edited.slug ? {} : { slug }),
          ...(most === edited.max_scheduled_runs ? {} : { max_scheduled_runs: most }),
        })
      }
    },
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ['deployment', deployment.id] })
      onClose()
    },
  })
  const faultsAt = (field: string): readonly string[] => (fault?.field === field ? [fault.message] : [])
  const { parameter_openapi_schema: schema } = deployment
  return (
    <Dialog title={edited === undefined ? text.addTitle : text.editTitle} open onClose={onClose} wide>
      <form
        className="grid gap-6 md:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault()
          if (fault === undefined) save.mutate()
        }}
      >
        <div className="flex min-w-0 flex-col gap-3">
          <Field label={text.kind}>
            {(attributes) => (
              <select
                {...attributes}
                className={INPUT}
                value={draft.kind}
                onChange={({ target }) => change({ kind: KINDS.find((kind) => kind === target.value) ?? 'cron' })}
              >
                {KINDS.map((kind) => (
                  <option key={kind} value={kind}>
                    {text.kinds[kind]}
                  </option>
                ))}
              </select>
            )}
          </Field>
          {draft.kind === 'cron' && (
            <>
              <Choices pattern={patternOfCron(draft.cron)} onChange={(pattern) => change({ cron: cronOf(pattern) })} intervals={false} />
              <Field label={text.cron} help={text.cronHelp} faults={faultsAt('cron')}>
                {(attributes) => (
                  <input
                    {...attributes}
                    required
                    spellCheck={false}
                    className={`${INPUT} font-mono`}
                    value={draft.cron}
                    onChange={({ target }) => change({ cron: target.value })}
                  />
                )}
              </Field>
            </>
          )}
          {draft.kind === 'interval' && (
            <>
              <Field label={text.interval} faults={faultsAt('interval')}>
                {(attributes) => (
                  <input
                    {...attributes}
                    required
                    type="number"
                    step="any"
                    className={INPUT}
                    value={draft.interval}
                    onChange={({ target }) => change({ interval: target.value })}
                  />
                )}
              </Field>
              <Field label={text.anchor} help={text.anchorHelp}>
                {(attributes) => (
                  <input
                    {...attributes}
                    className={INPUT}
                    value={draft.anchor}
                    onChange={({ target }) => change({ anchor: target.value })}
                  />
                )}
              </Field>
            </>
          )}
          {draft.kind === 'rrule' && (
            <>
              <Choices pattern={patternOfRule(draft.rrule)} onChange={(pattern) => change({ rrule: ruleOf(pattern) })} intervals />
              <Field label={text.rrule} faults={faultsAt('rrule')}>
                {(attributes) => (
                  <textarea
                    {...attributes}
                    required
                    rows={3}
                    spellCheck={false}
                    className={`${INPUT} font-mono`}
                    value={draft.rrule}
                    onChange={({ target }) => change({ rrule: target.value })}
                  />
                )}
              </Field>
            </>
          )}
          <Field label={text.timezone} faults={faultsAt('timezone')}>
            {(attributes) => (
              <>
                <input
                  {...attributes}
                  list="zones"
                  className={INPUT}
                  value={draft.timezone}
                  onChange={({ target }) => change({ timezone: target.value })}
                />
                <datalist id="zones">
                  {['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => (
                    <option key={zone} value={zone}>
                      {zone}
                    </option>
                  ))}
                </datalist>
              </>
            )}
          </Field>
          <Field label={text.slug} help={text.slugHelp}>
            {(attributes) => (
              <input {...attributes} className={INPUT} value={draft.slug} onChange={({ target }) => change({ slug: target.value })} />
            )}
          </Field>
          <Field label={text.most} help={text.mostHelp}>
            {(attributes) => (
              <input
                {...attributes}
                type="number"
                min={1}
                max={50}
                className={INPUT}
                value={draft.most}
                onChange={({ target }) => change({ most: target.value })}
              />
            )}
          </Field>
          <details open={Object.keys(draft.parameters).length > 0}>
            <summary className="cursor-pointer py-1 font-medium">{text.parameters}</summary>
            <SchemaForm
              schema={schema === null ? null : { ...schema, required: [] }}
              value={draft.parameters}
              onChange={(parameters) => change({ parameters })}
              special
            />
          </details>
        </div>
        <Preview schedule={schedule} />
        <div className="flex flex-col gap-3 md:col-span-2">
          {save.isError && <Problem error={save.error} />}
          <Buttons>
            <Button onClick={onClose}>{deploymentText.cancel}</Button>
            <Button look="primary" type="submit" disabled={save.isPending}>
              {deploymentText.save}
            </Button>
          </Buttons>
        </div>
      </form>
    </Dialog>
  )
}

interface ChoicesProps {
  readonly pattern: Pattern | undefined
  readonly onChange: (pattern: Pattern) => void
  readonly intervals: boolean
}

/** The choices that say the same as the text; nothing but a word where they cannot. */
const Choices = ({ pattern, onChange, intervals }: ChoicesProps): ReactElement =>
  pattern === undefined ? (
    <p className="text-xs text-muted">{text.byHand}</p>
  ) : (
    <PatternFields pattern={pattern} onChange={onChange} intervals={intervals} />
  )

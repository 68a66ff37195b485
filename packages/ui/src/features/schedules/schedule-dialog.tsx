import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Deployment, DeploymentSchedule } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { misfit } from '../../api/errors.ts'
import { refusalOf } from '../../api/refusal.ts'
import { Button } from '../../components/button.tsx'
import { Buttons, Dialog } from '../../components/dialog.tsx'
import { ChoiceField } from '../../components/choice-field.tsx'
import { LineField } from '../../components/line-field.tsx'
import { ParagraphField } from '../../components/paragraph-field.tsx'
import { Problem } from '../../components/problem.tsx'
import { Suggestions } from '../../components/suggestions.tsx'
import { deploymentText, scheduleText as text } from '../../messages/deployments.ts'
import { addSchedule, changeSchedule } from '../deployment/queries.ts'
import { refusedValues } from '../schema-form/faults.ts'
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

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone')]

/** What the fields are called in the API. */
const FIELDS = ['cron', 'interval', 'anchor_date', 'rrule', 'timezone', 'slug', 'max_scheduled_runs', 'parameters']

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
  const unfit = misfit(save.error, 409)
  const { at, rest } = refusalOf(save.error, FIELDS, unfit.length === 0 ? 'slug' : 'parameters')
  const faultsAt = (field: string): readonly string[] => (fault?.field === field ? [fault.message] : at(field))
  const { parameter_openapi_schema: schema } = deployment
  return (
    <Dialog title={edited === undefined ? text.addTitle : text.editTitle} open onClose={onClose} place="wide">
      <form
        className="grid gap-6 md:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault()
          if (fault === undefined) save.mutate()
        }}
      >
        <div className="flex min-w-0 flex-col gap-3">
          <ChoiceField
            label={text.kind}
            options={KINDS.map((kind) => [kind, text.kinds[kind]] as const)}
            value={draft.kind}
            onChange={(kind) => change({ kind })}
          />
          {draft.kind === 'cron' && (
            <>
              <Choices pattern={patternOfCron(draft.cron)} onChange={(pattern) => change({ cron: cronOf(pattern) })} intervals={false} />
              <LineField
                label={text.cron}
                help={text.cronHelp}
                faults={faultsAt('cron')}
                required
                spellCheck={false}
                className="font-mono"
                value={draft.cron}
                onChange={(cron) => change({ cron })}
              />
            </>
          )}
          {draft.kind === 'interval' && (
            <>
              <LineField
                label={text.interval}
                faults={faultsAt('interval')}
                required
                type="number"
                step="any"
                value={draft.interval}
                onChange={(interval) => change({ interval })}
              />
              <LineField
                label={text.anchor}
                help={text.anchorHelp}
                faults={faultsAt('anchor_date')}
                value={draft.anchor}
                onChange={(anchor) => change({ anchor })}
              />
            </>
          )}
          {draft.kind === 'rrule' && (
            <>
              <Choices pattern={patternOfRule(draft.rrule)} onChange={(pattern) => change({ rrule: ruleOf(pattern) })} intervals />
              <ParagraphField
                label={text.rrule}
                faults={faultsAt('rrule')}
                required
                rows={3}
                spellCheck={false}
                className="font-mono"
                value={draft.rrule}
                onChange={(rrule) => change({ rrule })}
              />
            </>
          )}
          <LineField
            label={text.timezone}
            faults={faultsAt('timezone')}
            list="zones"
            value={draft.timezone}
            onChange={(timezone) => change({ timezone })}
          />
          <Suggestions id="zones" values={ZONES} />
          <LineField
            label={text.slug}
            help={text.slugHelp}
            faults={faultsAt('slug')}
            value={draft.slug}
            onChange={(slug) => change({ slug })}
          />
          <LineField
            label={text.most}
            help={text.mostHelp}
            faults={faultsAt('max_scheduled_runs')}
            type="number"
            min={1}
            max={50}
            value={draft.most}
            onChange={(most) => change({ most })}
          />
          <details open={Object.keys(draft.parameters).length > 0 || unfit.length > 0}>
            <summary className="cursor-pointer py-1 font-medium">{text.parameters}</summary>
            <SchemaForm
              schema={schema === null ? null : { ...schema, required: [] }}
              value={draft.parameters}
              onChange={(parameters) => change({ parameters })}
              faults={refusedValues(unfit)}
              special
            />
          </details>
        </div>
        <Preview schedule={schedule} />
        <div className="flex flex-col gap-3 md:col-span-2">
          {rest !== null && <Problem error={rest} />}
          <Buttons>
            <Button onClick={onClose}>{deploymentText.cancel}</Button>
            <Button
              look="primary"
              needs={edited === undefined ? 'deployments.createSchedules' : 'deployments.updateSchedule'}
              type="submit"
              disabled={save.isPending}
            >
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

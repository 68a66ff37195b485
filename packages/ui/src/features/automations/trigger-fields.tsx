import { useQuery } from '@tanstack/react-query'
import type { EventTrigger, MetricTrigger, Trigger } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { Field, INPUT } from '../../components/field.tsx'
import { JsonInput } from '../../components/json-input.tsx'
import { automationText } from '../../messages/automations.ts'
import { formText } from '../../messages/schema-form.ts'
import { tagsOf } from '../deployment/tags.ts'
import { isObject } from '../schema-form/schema.ts'
import {
  blankComposite,
  blankMetric,
  blankTrigger,
  relatedOf,
  statesOf,
  subjectOf,
  templateOf,
  TEMPLATES,
  type Template,
  withPosture,
  withRelated,
  withState,
  withSubject,
} from './draft.ts'
import { CompositeFields } from './composite-fields.tsx'
import { MetricFields } from './metric-fields.tsx'
import { ListInput } from './list-input.tsx'
import { choicesQuery } from './queries.ts'

const text = automationText.builder

interface TriggerFieldsProps {
  readonly trigger: Trigger
  readonly onChange: (trigger: Trigger) => void
}

/** What an automation waits for: by a template where one has it, as JSON where none does. */
export function TriggerFields({ trigger, onChange }: TriggerFieldsProps): ReactElement {
  if (trigger.type === 'metric') {
    return (
      <>
        <TemplateField trigger={trigger} value="metric" onChange={onChange} />
        <MetricFields trigger={trigger} onChange={onChange} />
        <OfRuns trigger={trigger} onChange={onChange} />
      </>
    )
  }
  if (trigger.type !== 'event') {
    return (
      <>
        <TemplateField trigger={trigger} value={trigger.type} onChange={onChange} />
        <CompositeFields trigger={trigger} onChange={onChange} fieldsOf={fieldsOfPart} />
      </>
    )
  }
  return <EventTriggerFields trigger={trigger} onChange={onChange} />
}

const fieldsOfPart = (part: Trigger, onChange: (part: Trigger) => void): ReactElement =>
  part.type === 'event' ? (
    <EventTriggerFields isPart trigger={part} onChange={onChange} />
  ) : (
    <TriggerFields trigger={part} onChange={onChange} />
  )

interface EventTriggerFieldsProps {
  readonly trigger: EventTrigger
  readonly onChange: (trigger: Trigger) => void
  /** One of several that a trigger waits for: it can be an event only. */
  readonly isPart?: boolean
}

function EventTriggerFields({ trigger, onChange, isPart = false }: EventTriggerFieldsProps): ReactElement {
  const shown = templateOf(trigger)
  const template = shown === 'json' ? 'event' : shown
  return (
    <>
      <TemplateField trigger={trigger} value={template} onChange={onChange} isPart={isPart} />
      {template === 'event' ? (
        <OwnEvent trigger={trigger} onChange={onChange} />
      ) : (
        <OfKind template={template} trigger={trigger} onChange={onChange} />
      )}
      <Counting trigger={trigger} onChange={onChange} />
    </>
  )
}

const WHOLE = ['metric', 'compound', 'sequence'] as const

interface TemplateFieldProps {
  readonly trigger: Trigger
  readonly value: Template | (typeof WHOLE)[number]
  readonly onChange: (trigger: Trigger) => void
  readonly isPart?: boolean
}

/** The trigger that a choice leads to. */
function chosen(kind: string, before: Trigger): Trigger {
  if (kind === 'metric') return blankMetric()
  return kind === 'compound' || kind === 'sequence' ? blankComposite(kind, before) : blankTrigger(kind as Template)
}

const TemplateField = ({ trigger, value, onChange, isPart = false }: TemplateFieldProps): ReactElement => (
  <Field label={text.template}>
    {(attributes) => (
      <select {...attributes} className={INPUT} value={value} onChange={({ target }) => onChange(chosen(target.value, trigger))}>
        {[...(Object.keys(TEMPLATES) as Template[]), ...(isPart ? [] : WHOLE)].map((each) => (
          <option key={each} value={each}>
            {text.templates[each]}
          </option>
        ))}
      </select>
    )}
  </Field>
)

function OfKind({ template, trigger, onChange }: EventTriggerFieldsProps & { readonly template: Template }): ReactElement {
  const states = statesOf(trigger, template)
  return (
    <>
      <fieldset>
        <legend className="mb-1 font-medium">{text.states}</legend>
        <div className="flex flex-wrap gap-x-4 gap-y-1">
          {TEMPLATES[template].map((state) => (
            <label key={state} className="flex min-h-6 items-center gap-1.5">
              <input
                type="checkbox"
                className="accent-accent"
                checked={states.includes(state)}
                // The last one stays: a trigger without any would wait for every event.
                disabled={states.length === 1 && states.includes(state)}
                onChange={({ target }) => onChange(withState(trigger, template, state, target.checked))}
              />
              {state.replaceAll('-', ' ')}
            </label>
          ))}
        </div>
      </fieldset>
      {template === 'flow-run' ? (
        <OfRuns trigger={trigger} onChange={onChange} />
      ) : (
        <Choice
          label={text.which}
          kind={template === 'event' ? 'deployment' : template}
          value={subjectOf(trigger)}
          onChange={(id) => onChange(withSubject(trigger, template, id))}
        />
      )}
    </>
  )
}

interface OfRunsProps<Kind extends EventTrigger | MetricTrigger> {
  readonly trigger: Kind
  readonly onChange: (trigger: Kind) => void
}

const OfRuns = <Kind extends EventTrigger | MetricTrigger>({ trigger, onChange }: OfRunsProps<Kind>): ReactElement => (
  <div className="grid grid-cols-1 gap-3 sm:grid-cols-3">
    {(['flow', 'deployment'] as const).map((role) => (
      <Choice
        key={role}
        label={text[role]}
        kind={role}
        value={relatedOf(trigger, role)[0]}
        onChange={(id) => onChange(withRelated(trigger, role, id === undefined ? [] : [id]))}
      />
    ))}
    <ListInput
      label={text.tags}
      help={text.tagsHelp}
      value={relatedOf(trigger, 'tag')}
      onChange={(tags) => onChange(withRelated(trigger, 'tag', tags))}
    />
  </div>
)

interface ChoiceProps {
  readonly label: string
  readonly kind: Parameters<typeof choicesQuery>[0]
  readonly value: string | undefined
  readonly onChange: (id: string | undefined) => void
}

function Choice({ label, kind, value, onChange }: ChoiceProps): ReactElement {
  const choices = useQuery(choicesQuery(kind))
  const known = choices.data ?? []
  return (
    <Field label={label}>
      {(attributes) => (
        <select
          {...attributes}
          className={INPUT}
          value={value ?? ''}
          onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
        >
          <option value="">{text.all}</option>
          {value !== undefined && !known.some(({ id }) => id === value) && <option value={value}>{value}</option>}
          {known.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

const OwnEvent = ({ trigger, onChange }: EventTriggerFieldsProps): ReactElement => (
  <>
    <ListInput label={text.names} help={text.namesHelp} value={trigger.expect} onChange={(expect) => onChange({ ...trigger, expect })} />
    <Field label={text.match} help={text.matchHelp}>
      {(attributes) => (
        <JsonInput
          {...attributes}
          rows={2}
          value={trigger.match}
          onChange={(match) => onChange({ ...trigger, match: (isObject(match) ? match : {}) as EventTrigger['match'] })}
          refuse={(next) => (next === undefined || isObject(next) ? undefined : formText.notJson)}
        />
      )}
    </Field>
    <Field label={text.related} help={text.relatedHelp}>
      {(attributes) => (
        <JsonInput
          {...attributes}
          rows={2}
          value={trigger.match_related}
          onChange={(related) => onChange({ ...trigger, match_related: (related ?? {}) as EventTrigger['match_related'] })}
        />
      )}
    </Field>
  </>
)

function Counting({ trigger, onChange }: EventTriggerFieldsProps): ReactElement {
  // Where something is set it is seen; what is typed does not shut it.
  const [openAtFirst] = useState(trigger.after.length > 0 || !['', 'prefect.resource.id'].includes(trigger.for_each.join()))
  const number = (key: 'threshold' | 'within', least: number) => (
    <Field label={text[key]} help={key === 'within' ? text.withinHelp : undefined}>
      {(attributes) => (
        <input
          {...attributes}
          required
          type="number"
          min={least}
          className={INPUT}
          value={trigger[key]}
          onChange={({ target }) => onChange({ ...trigger, [key]: Number(target.value) })}
        />
      )}
    </Field>
  )
  return (
    <>
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-3">
        <Field label={text.posture}>
          {(attributes) => (
            <select
              {...attributes}
              className={INPUT}
              value={trigger.posture}
              onChange={({ target }) => onChange(withPosture(trigger, target.value as EventTrigger['posture']))}
            >
              <option value="Reactive">{text.postures.Reactive}</option>
              <option value="Proactive">{text.postures.Proactive}</option>
            </select>
          )}
        </Field>
        {number('threshold', 1)}
        {number('within', trigger.posture === 'Proactive' ? 10 : 0)}
      </div>
      <details open={openAtFirst}>
        <summary className="w-fit cursor-pointer text-muted">{text.more}</summary>
        <div className="mt-2 grid grid-cols-1 gap-3 sm:grid-cols-2">
          <ListInput label={text.after} help={text.afterHelp} value={trigger.after} onChange={(after) => onChange({ ...trigger, after })} />
          <ListInput
            label={text.each}
            help={text.eachHelp}
            value={trigger.for_each}
            onChange={(labels) => onChange({ ...trigger, for_each: tagsOf(labels.join(',')) })}
          />
        </div>
      </details>
    </>
  )
}

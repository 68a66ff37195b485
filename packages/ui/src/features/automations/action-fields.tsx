import { useQuery } from '@tanstack/react-query'
import type { Action, ActionOf } from '@millrace/protocol'
import { ACTION_WORDS, stateTypeWords, targetOf } from '@millrace/protocol/automation-words'
import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { Button } from '../../components/button.tsx'
import { Field, INPUT } from '../../components/field.tsx'
import { JsonInput } from '../../components/json-input.tsx'
import { automationText } from '../../messages/automations.ts'
import { formText } from '../../messages/schema-form.ts'
import { STATE_TYPES } from '../runs/search.ts'
import { isObject } from '../schema-form/schema.ts'
import { blankAction, withTarget } from './draft.ts'
import { actionBlocksQuery, choicesQuery } from './queries.ts'
import { TemplatePreview } from './template-preview.tsx'

const text = automationText.builder
const TYPES = Object.keys(ACTION_WORDS) as Action['type'][]

interface ActionFieldsProps {
  readonly number: number
  readonly action: Action
  readonly onChange: (action: Action) => void
  readonly onRemove: () => void
  /** Undefined at the ends of the list. */
  readonly onUp: (() => void) | undefined
  readonly onDown: (() => void) | undefined
}

/** One action of an automation, of any type. */
export function ActionFields({ number, action, onChange, onRemove, onUp, onDown }: ActionFieldsProps): ReactElement {
  return (
    <fieldset className="flex flex-col gap-3 rounded-panel border border-line p-3">
      <legend className="sr-only">{text.action(number)}</legend>
      <div className="flex items-end gap-2">
        <div className="min-w-0 flex-1">
          <Field label={text.action(number)}>
            {(attributes) => (
              <select
                {...attributes}
                className={INPUT}
                value={action.type}
                onChange={({ target }) => onChange(blankAction(target.value as Action['type']))}
              >
                {TYPES.map((type) => (
                  <option key={type} value={type}>
                    {ACTION_WORDS[type]}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
        <span className="mb-4.5 flex gap-1">
          <Button aria-label={text.up(number)} disabled={onUp === undefined} onClick={onUp}>
            <ArrowUp aria-hidden size={14} />
          </Button>
          <Button aria-label={text.down(number)} disabled={onDown === undefined} onClick={onDown}>
            <ArrowDown aria-hidden size={14} />
          </Button>
          <Button aria-label={text.removeAction(number)} onClick={onRemove}>
            <Trash2 aria-hidden size={14} />
          </Button>
        </span>
      </div>
      <Particulars action={action} onChange={onChange} />
    </fieldset>
  )
}

interface ParticularsProps<One extends Action> {
  readonly action: One
  readonly onChange: (action: Action) => void
}

function Particulars({ action, onChange }: ParticularsProps<Action>): ReactElement | null {
  if (action.type === 'change-flow-run-state') return <NewState action={action} onChange={onChange} />
  if (action.type === 'send-notification') return <Notification action={action} onChange={onChange} />
  if (action.type === 'call-webhook') return <Webhook action={action} onChange={onChange} />
  return (
    <>
      <Target action={action} onChange={onChange} />
      {action.type === 'run-deployment' && <RunParameters action={action} onChange={onChange} />}
    </>
  )
}

const RunParameters = ({ action, onChange }: ParticularsProps<ActionOf<'run-deployment'>>): ReactElement => (
  <Field label={text.parameters} help={text.parametersHelp}>
    {(attributes) => (
      <JsonInput
        {...attributes}
        value={action.parameters ?? undefined}
        onChange={(next) => onChange({ ...action, parameters: isObject(next) ? (next as NonNullable<typeof action.parameters>) : null })}
        refuse={(next) => (next === undefined || isObject(next) ? undefined : formText.notObject)}
      />
    )}
  </Field>
)

const Webhook = ({ action, onChange }: ParticularsProps<ActionOf<'call-webhook'>>): ReactElement => (
  <>
    <BlockChoice kind="webhook" value={action.block_document_id} onChange={(id) => onChange({ ...action, block_document_id: id })} />
    <Field label={text.payload} help={text.bodyHelp}>
      {(attributes) => (
        <textarea
          {...attributes}
          rows={4}
          className={`${INPUT} font-mono text-xs`}
          value={action.payload}
          onChange={({ target }) => onChange({ ...action, payload: target.value })}
        />
      )}
    </Field>
    <TemplatePreview template={action.payload} />
  </>
)

function Target({ action, onChange }: ParticularsProps<Action>): ReactElement | null {
  const target = targetOf(action)
  const choices = useQuery({ ...choicesQuery(target?.kind ?? 'deployment'), enabled: target !== undefined })
  if (target === undefined) return null
  const known = choices.data ?? []
  const mustChoose = 'source' in action && action.source === 'selected'
  return (
    <Field label={text.target}>
      {(attributes) => (
        <select
          {...attributes}
          required={mustChoose}
          className={INPUT}
          value={target.id ?? (mustChoose ? '' : 'inferred')}
          onChange={({ target: { value } }) => onChange(withTarget(action, value === 'inferred' || value === '' ? undefined : value))}
        >
          {mustChoose && target.id === null && <option value="">{text.choose}</option>}
          <option value="inferred">{text.inferred}</option>
          {target.id !== null && !known.some(({ id }) => id === target.id) && <option value={target.id}>{target.id}</option>}
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

const NewState = ({ action, onChange }: ParticularsProps<ActionOf<'change-flow-run-state'>>): ReactElement => (
  <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
    <Field label={text.state}>
      {(attributes) => (
        <select
          {...attributes}
          className={INPUT}
          value={action.state}
          onChange={({ target }) => onChange({ ...action, state: target.value as typeof action.state })}
        >
          {STATE_TYPES.map((type) => (
            <option key={type} value={type}>
              {stateTypeWords(type)}
            </option>
          ))}
        </select>
      )}
    </Field>
    <Field label={text.stateMessage}>
      {(attributes) => (
        <input
          {...attributes}
          className={INPUT}
          value={action.message ?? ''}
          onChange={({ target }) => onChange({ ...action, message: target.value === '' ? null : target.value })}
        />
      )}
    </Field>
  </div>
)

const Notification = ({ action, onChange }: ParticularsProps<ActionOf<'send-notification'>>): ReactElement => (
  <>
    <BlockChoice kind="notify" value={action.block_document_id} onChange={(id) => onChange({ ...action, block_document_id: id })} />
    <Field label={text.subject}>
      {(attributes) => (
        <input
          {...attributes}
          className={INPUT}
          value={action.subject}
          onChange={({ target }) => onChange({ ...action, subject: target.value })}
        />
      )}
    </Field>
    <Field label={text.body} help={text.bodyHelp}>
      {(attributes) => (
        <textarea
          {...attributes}
          required
          rows={4}
          className={INPUT}
          value={action.body}
          onChange={({ target }) => onChange({ ...action, body: target.value })}
        />
      )}
    </Field>
    <TemplatePreview template={`${action.subject}\n${action.body}`} />
  </>
)

interface BlockChoiceProps {
  readonly kind: 'notify' | 'webhook'
  readonly value: string
  readonly onChange: (id: string) => void
}

function BlockChoice({ kind, value, onChange }: BlockChoiceProps): ReactElement {
  const blocks = useQuery(actionBlocksQuery(kind))
  return (
    <Field label={text.block} help={blocks.data?.length === 0 ? text.noBlocks : undefined}>
      {(attributes) => (
        <select {...attributes} required className={INPUT} value={value} onChange={({ target }) => onChange(target.value)}>
          <option value="">{text.choose}</option>
          {blocks.data?.map(({ id, name, block_type: type }) => (
            <option key={id} value={id}>
              {type === null || type === undefined ? name : `${type.name} / ${name}`}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

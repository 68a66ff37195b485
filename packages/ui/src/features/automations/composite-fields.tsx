import type { Trigger } from '@millrace/protocol'
import { Plus, Trash2 } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Field, INPUT } from '../../components/field.tsx'
import { automationText } from '../../messages/automations.ts'
import { blankTrigger, type CompositeTrigger } from './draft.ts'

const text = automationText.builder

interface CompositeFieldsProps {
  readonly trigger: CompositeTrigger
  readonly onChange: (trigger: CompositeTrigger) => void
  /** The fields of one of the things that it waits for. */
  readonly fieldsOf: (part: Trigger, onChange: (part: Trigger) => void) => ReactElement
}

/** Several things that a trigger waits for: how many of them, in how long a time, and each with its own fields. */
export function CompositeFields({ trigger, onChange, fieldsOf }: CompositeFieldsProps): ReactElement {
  const { triggers } = trigger
  // What is typed into a part stays with it when one before it is removed.
  const [keys, setKeys] = useState(() => triggers.map((_, index) => index))
  const change = (parts: Trigger[]): void => onChange({ ...trigger, triggers: parts })
  return (
    <>
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
        {trigger.type === 'compound' && (
          <Field label={text.require}>
            {(attributes) => (
              <select
                {...attributes}
                className={INPUT}
                value={trigger.require}
                onChange={({ target: { value } }) =>
                  onChange({ ...trigger, require: value === 'all' || value === 'any' ? value : Number(value) })
                }
              >
                <option value="all">{text.requireAll}</option>
                <option value="any">{text.requireAny}</option>
                {triggers.slice(1, -1).map((_, index) => (
                  <option key={keys[index + 1]} value={index + 2}>
                    {text.requireSome(index + 2)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        <Field label={text.within} help={text.togetherHelp}>
          {(attributes) => (
            <input
              {...attributes}
              type="number"
              min={1}
              className={INPUT}
              value={trigger.within ?? ''}
              onChange={({ target }) => onChange({ ...trigger, within: target.value === '' ? null : Number(target.value) })}
            />
          )}
        </Field>
      </div>
      {triggers.map((part, index) => (
        <fieldset key={keys[index]} className="flex flex-col gap-3 rounded-panel border border-line p-3">
          <legend className="sr-only">{text.part(index + 1)}</legend>
          <div className="flex items-center justify-between">
            <span aria-hidden className="font-medium">
              {text.part(index + 1)}
            </span>
            <Button
              aria-label={text.removePart(index + 1)}
              // One alone would be no several.
              disabled={triggers.length === 1}
              onClick={() => {
                setKeys(keys.toSpliced(index, 1))
                change(triggers.toSpliced(index, 1))
              }}
            >
              <Trash2 aria-hidden size={14} />
            </Button>
          </div>
          {fieldsOf(part, (changed) => change(triggers.with(index, changed)))}
        </fieldset>
      ))}
      <div>
        <Button
          onClick={() => {
            setKeys([...keys, Math.max(-1, ...keys) + 1])
            change([...triggers, blankTrigger('flow-run')])
          }}
        >
          <Plus aria-hidden size={14} />
          {text.addPart}
        </Button>
      </div>
    </>
  )
}

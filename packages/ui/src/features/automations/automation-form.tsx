import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Action } from '@millrace/protocol'
import { automationSentence } from '@millrace/protocol/automation-words'
import { Plus } from 'lucide-react'
import { type ReactElement, useMemo, useState } from 'react'
import { toast } from '../../components/toast.ts'
import { refusalOf } from '../../api/refusal.ts'
import { Button } from '../../components/button.tsx'
import { Field, INPUT } from '../../components/field.tsx'
import { JsonInput } from '../../components/json-input.tsx'
import { LineField } from '../../components/line-field.tsx'
import { FormFoot } from '../../components/form-foot.tsx'
import { Section } from '../../components/section.tsx'
import { automationText } from '../../messages/automations.ts'
import { formText } from '../../messages/schema-form.ts'
import { isObject } from '../schema-form/schema.ts'
import { ActionFields } from './action-fields.tsx'
import { blankAction } from './draft.ts'
import { Preview } from './preview.tsx'
import { type AutomationParts, saveAutomation, namesQuery } from './queries.ts'
import { SampleParts } from './sample.ts'
import { TriggerFields } from './trigger-fields.tsx'

const text = automationText.builder
const NO_NAMES: ReadonlyMap<string, string> = new Map()

interface Numbered {
  readonly key: number
  readonly action: Action
}

interface AutomationFormProps {
  /** The one to change; undefined to make one. */
  readonly id: string | undefined
  readonly initial: AutomationParts
}

/** Makes or changes an automation on one page: when, then, its name; with the whole as a sentence and a try on the past beside it. */
export function AutomationForm({ id, initial }: AutomationFormProps): ReactElement {
  const cache = useQueryClient()
  const navigate = useNavigate()
  const [parts, setParts] = useState(initial)
  const [actions, setActions] = useState<readonly Numbered[]>(() => initial.actions.map((action, key) => ({ key, action })))
  const [next, setNext] = useState(initial.actions.length)
  const [asJson, setAsJson] = useState(false)
  const whole: AutomationParts = { ...parts, actions: actions.map(({ action }) => action) }
  const names = useQuery(namesQuery([whole])).data ?? NO_NAMES
  const save = useMutation({
    mutationFn: () => saveAutomation(id, whole),
    onSuccess: async (saved) => {
      await Promise.all([
        cache.invalidateQueries({ queryKey: ['automations'] }),
        cache.invalidateQueries({ queryKey: ['automation', saved] }),
      ])
      toast.success(automationText.saved)
      await navigate({ to: '/automations/automation/$id', params: { id: saved } })
    },
  })
  const { at, rest } = refusalOf(save.error, ['name', 'description'])
  const { name, trigger } = parts
  const sample = useMemo(() => ({ name, trigger }), [name, trigger])
  const replace = (changed: readonly Action[]): void => {
    setActions(changed.map((action, index) => ({ key: next + index, action })))
    setNext(next + changed.length)
  }
  const move = (from: number, to: number): void => {
    const [moved] = actions.slice(from, from + 1)
    if (moved !== undefined) setActions(actions.toSpliced(from, 1).toSpliced(to, 0, moved))
  }
  return (
    <form
      className="grid grid-cols-1 gap-6 xl:grid-cols-[minmax(0,40rem)_minmax(0,28rem)]"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <div className="flex flex-col gap-6">
        <p aria-label={automationText.sentence} className="rounded-panel bg-sunken px-4 py-3 text-base">
          {automationSentence(whole, names)}
        </p>
        <fieldset className="flex gap-1">
          <legend className="sr-only">{formText.views}</legend>
          <Button aria-pressed={!asJson} look={asJson ? 'plain' : 'primary'} onClick={() => setAsJson(false)}>
            {text.asForm}
          </Button>
          <Button aria-pressed={asJson} look={asJson ? 'primary' : 'plain'} onClick={() => setAsJson(true)}>
            {text.asJson}
          </Button>
        </fieldset>
        {asJson ? (
          <Field label={text.asJson}>
            {(attributes) => (
              <JsonInput
                {...attributes}
                rows={28}
                value={whole}
                onChange={(value) => {
                  const { actions: given, ...rest } = value as AutomationParts
                  setParts({ ...parts, ...rest })
                  replace(given)
                }}
                refuse={(value) => (isAutomation(value) ? undefined : formText.notJson)}
              />
            )}
          </Field>
        ) : (
          <>
            <Section title={automationText.when}>
              <TriggerFields trigger={parts.trigger} onChange={(trigger) => setParts({ ...parts, trigger })} />
            </Section>
            <Section title={automationText.thenDo}>
              <SampleParts value={sample}>
                {actions.map(({ key, action }, index) => (
                  <ActionFields
                    key={key}
                    number={index + 1}
                    action={action}
                    onChange={(changed) => setActions(actions.with(index, { key, action: changed }))}
                    onRemove={() => setActions(actions.toSpliced(index, 1))}
                    onUp={index === 0 ? undefined : () => move(index, index - 1)}
                    onDown={index === actions.length - 1 ? undefined : () => move(index, index + 1)}
                  />
                ))}
              </SampleParts>
              <div>
                <Button
                  onClick={() => {
                    setActions([...actions, { key: next, action: blankAction('cancel-flow-run') }])
                    setNext(next + 1)
                  }}
                >
                  <Plus aria-hidden size={14} />
                  {text.addAction}
                </Button>
              </div>
            </Section>
            <Section title={automationText.name}>
              <LineField
                label={automationText.name}
                faults={at('name')}
                required
                value={parts.name}
                onChange={(changed) => setParts({ ...parts, name: changed })}
              />
              <Field label={automationText.description} faults={at('description')}>
                {(attributes) => (
                  <textarea
                    {...attributes}
                    rows={2}
                    className={INPUT}
                    value={parts.description}
                    onChange={({ target }) => setParts({ ...parts, description: target.value })}
                  />
                )}
              </Field>
            </Section>
          </>
        )}
        <FormFoot
          error={rest}
          verb={id === undefined ? automationText.create : automationText.save}
          needs={id === undefined ? 'automations.create' : 'automations.update'}
          isPending={save.isPending}
        />
      </div>
      <div className="min-w-0">
        <div className="sticky top-4">
          {/* What a figure was in the last days is kept nowhere. */}
          {parts.trigger.type !== 'metric' && <Preview trigger={parts.trigger} />}
        </div>
      </div>
    </form>
  )
}

const isAutomation = (value: unknown): boolean =>
  isObject(value) && isObject(value['trigger']) && Array.isArray(value['actions']) && typeof value['name'] === 'string'

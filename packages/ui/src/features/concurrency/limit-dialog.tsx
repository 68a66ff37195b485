import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ConcurrencyLimit } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { CallRefused, faultsByField } from '../../api/errors.ts'
import { Button } from '../../components/button.tsx'
import { Buttons, Dialog } from '../../components/dialog.tsx'
import { Field, INPUT } from '../../components/field.tsx'
import { Problem } from '../../components/problem.tsx'
import { concurrencyText as text } from '../../messages/concurrency.ts'
import { en } from '../../messages/en.ts'
import { changeLimit, createLimit } from './queries.ts'

const KINDS = ['name', 'tag'] as const

interface LimitDialogProps {
  /** The one to change; undefined to make one. */
  readonly edited: ConcurrencyLimit | undefined
  readonly onClose: () => void
}

/** Makes or changes a limit. */
export function LimitDialog({ edited, onClose }: LimitDialogProps): ReactElement {
  const cache = useQueryClient()
  const [kind, setKind] = useState<(typeof KINDS)[number]>('name')
  const [name, setName] = useState(edited?.name ?? '')
  const [limit, setLimit] = useState(String(edited?.limit ?? 1))
  const [decay, setDecay] = useState(String(edited?.slot_decay_per_second ?? 0))
  const [active, setActive] = useState(edited?.active ?? true)
  const save = useMutation({
    mutationFn: async (): Promise<unknown> => {
      const parts = { name, limit: Number(limit), slot_decay_per_second: Number(decay), active }
      return edited === undefined ? await createLimit(kind, parts) : await changeLimit(edited.id, parts)
    },
    onSuccess: async () => {
      await Promise.all([
        cache.invalidateQueries({ queryKey: ['concurrency limits'] }),
        cache.invalidateQueries({ queryKey: ['concurrency limit'] }),
      ])
      onClose()
    },
  })
  const faults = faultsByField(save.error)
  const taken = save.error instanceof CallRefused && save.error.status === 409 ? [save.error.message] : []
  const isTag = edited === undefined && kind === 'tag'
  return (
    <Dialog title={edited === undefined ? text.add : text.changeTitle(edited.name)} open onClose={onClose}>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        {edited === undefined && (
          <fieldset className="flex flex-wrap gap-4">
            <legend className="mb-1 font-medium">{text.on}</legend>
            {KINDS.map((each) => (
              <label key={each} className="flex min-h-6 items-center gap-1.5">
                <input type="radio" name="kind" className="accent-accent" checked={kind === each} onChange={() => setKind(each)} />
                {text.kinds[each]}
              </label>
            ))}
          </fieldset>
        )}
        <Field
          label={isTag ? text.tag : text.name}
          help={isTag ? text.tagHelp : text.nameHelp}
          faults={faults.get('name') ?? faults.get('tag') ?? taken}
        >
          {(attributes) => (
            <input {...attributes} required className={INPUT} value={name} onChange={({ target }) => setName(target.value)} />
          )}
        </Field>
        <Field label={text.slots} help={text.slotsHelp} faults={faults.get('limit') ?? faults.get('concurrency_limit') ?? []}>
          {(attributes) => (
            <input
              {...attributes}
              required
              type="number"
              min={0}
              className={INPUT}
              value={limit}
              onChange={({ target }) => setLimit(target.value)}
            />
          )}
        </Field>
        {!isTag && (
          <>
            <Field label={text.decay} help={text.decayHelp} faults={faults.get('slot_decay_per_second') ?? []}>
              {(attributes) => (
                <input
                  {...attributes}
                  required
                  type="number"
                  min={0}
                  step="any"
                  className={INPUT}
                  value={decay}
                  onChange={({ target }) => setDecay(target.value)}
                />
              )}
            </Field>
            <label className="flex min-h-6 items-center gap-1.5">
              <input type="checkbox" className="accent-accent" checked={active} onChange={({ target }) => setActive(target.checked)} />
              {text.active} <span className="text-xs text-muted">{text.activeHelp}</span>
            </label>
          </>
        )}
        {save.isError && faults.size === 0 && taken.length === 0 && <Problem error={save.error} />}
        <Buttons>
          <Button onClick={onClose}>{en.cancel}</Button>
          <Button look="primary" type="submit" disabled={save.isPending}>
            {edited === undefined ? text.create : text.save}
          </Button>
        </Buttons>
      </form>
    </Dialog>
  )
}

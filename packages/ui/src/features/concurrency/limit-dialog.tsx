import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ConcurrencyLimit } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { refusalOf } from '../../api/refusal.ts'
import { FormDialog } from '../../components/form-dialog.tsx'
import { LineField } from '../../components/line-field.tsx'
import { concurrencyText as text } from '../../messages/concurrency.ts'
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
  const isTag = edited === undefined && kind === 'tag'
  const [nameField, limitField] = isTag ? ['tag', 'concurrency_limit'] : ['name', 'limit']
  const { at, rest } = refusalOf(save.error, [nameField, limitField, 'slot_decay_per_second'], nameField)
  return (
    <FormDialog
      title={edited === undefined ? text.add : text.changeTitle(edited.name)}
      verb={edited === undefined ? text.create : text.save}
      needs={edited === undefined ? 'concurrencyLimitsV2.create' : 'concurrencyLimitsV2.update'}
      disabled={save.isPending}
      error={rest}
      onSubmit={save.mutate}
      onClose={onClose}
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
      <LineField
        label={isTag ? text.tag : text.name}
        help={isTag ? text.tagHelp : text.nameHelp}
        faults={at(nameField)}
        required
        value={name}
        onChange={setName}
      />
      <LineField
        label={text.slots}
        help={text.slotsHelp}
        faults={at(limitField)}
        required
        type="number"
        min={0}
        value={limit}
        onChange={setLimit}
      />
      {!isTag && (
        <>
          <LineField
            label={text.decay}
            help={text.decayHelp}
            faults={at('slot_decay_per_second')}
            required
            type="number"
            min={0}
            step="any"
            value={decay}
            onChange={setDecay}
          />
          <label className="flex min-h-6 items-center gap-1.5">
            <input type="checkbox" className="accent-accent" checked={active} onChange={({ target }) => setActive(target.checked)} />
            {text.active} <span className="text-xs text-muted">{text.activeHelp}</span>
          </label>
        </>
      )}
    </FormDialog>
  )
}

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { BlockDocument, BlockSchema } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { refusalOf } from '../../api/refusal.ts'
import { LineField } from '../../components/line-field.tsx'
import { FormFoot } from '../../components/form-foot.tsx'
import { blockText as text } from '../../messages/blocks.ts'
import { type Faults, NO_FAULTS } from '../schema-form/faults.ts'
import { faultsOf } from '../schema-form/queries.ts'
import type { Schema } from '../schema-form/schema.ts'
import { SchemaForm } from '../schema-form/schema-form.tsx'
import { dataOf, heldBlocks, ownSchema, type ReferenceField, referencesOf, secretsOf } from './fields.ts'
import { BlockChoice } from './block-choice.tsx'
import { changeBlock, createBlock } from './queries.ts'

interface BlockFormProps {
  readonly schema: BlockSchema
  /** The one to change; undefined to make one. */
  readonly edited?: BlockDocument
  /** Beside another form: what to do with the one that was made; otherwise its page is opened. */
  readonly onMade?: (id: string) => Promise<void>
  readonly onCancel?: () => void
}

/** Makes or changes a block by the schema of its type. Secrets come masked, and are sent back so unless they are replaced. */
export function BlockForm({ schema, edited, onMade, onCancel }: BlockFormProps): ReactElement {
  const cache = useQueryClient()
  const navigate = useNavigate()
  const references = referencesOf(schema)
  const own = ownSchema(schema)
  const [name, setName] = useState('')
  const [values, setValues] = useState<Schema>(() => ownValues(edited, references))
  const [held, setHeld] = useState(() => (edited === undefined ? new Map<string, string>() : heldBlocks(edited)))
  const [faults, setFaults] = useState<Faults>(NO_FAULTS)
  const save = useMutation({
    mutationFn: async () => {
      const found = await faultsOf(own, values)
      setFaults(found)
      if (found.size > 0) return undefined
      const data = dataOf(values, held)
      if (edited === undefined) return await createBlock(schema, name, data)
      await changeBlock(edited.id ?? '', schema.id ?? '', data)
      return edited.id ?? ''
    },
    onSuccess: async (id) => {
      if (id === undefined) return
      await Promise.all([cache.invalidateQueries({ queryKey: ['blocks'] }), cache.invalidateQueries({ queryKey: ['block', id] })])
      await (onMade === undefined ? navigate({ to: '/blocks/block/$id', params: { id } }) : onMade(id))
    },
  })
  const { at, rest } = refusalOf(save.error, ['name'], 'name')
  const secrets = secretsOf(schema)
  return (
    <form
      className="flex max-w-160 flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        // React tells the form around a sheet as well.
        event.stopPropagation()
        save.mutate()
      }}
    >
      {edited === undefined && (
        <LineField label={text.name} help={text.nameHelp} faults={at('name')} required value={name} onChange={setName} />
      )}
      {secrets.length > 0 && <p className="text-xs text-muted">{text.secretHelp(secrets.join(', '))}</p>}
      <SchemaForm schema={own} value={values} onChange={setValues} faults={faults} />
      {references.length > 0 && (
        <fieldset className="flex flex-col gap-3">
          <legend className="mb-1 text-base font-semibold">{text.references}</legend>
          {references.map((reference) => (
            <BlockChoice
              key={reference.name}
              reference={reference}
              value={held.get(reference.name)}
              onChange={(id) => {
                const next = new Map(held)
                if (id === undefined) next.delete(reference.name)
                else next.set(reference.name, id)
                setHeld(next)
              }}
            />
          ))}
        </fieldset>
      )}
      <FormFoot
        error={rest}
        verb={edited === undefined ? text.create : text.save}
        needs={edited === undefined ? 'blockDocuments.create' : 'blockDocuments.update'}
        isPending={save.isPending}
        onCancel={onCancel}
      />
    </form>
  )
}

function ownValues(edited: BlockDocument | undefined, references: readonly ReferenceField[]): Schema {
  const held = new Set(references.map(({ name }) => name))
  return Object.fromEntries(Object.entries(edited?.data ?? {}).filter(([name]) => !held.has(name)))
}

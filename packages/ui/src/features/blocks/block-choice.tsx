import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { lazy, type ReactElement, type ReactNode, Suspense, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field, INPUT } from '../../components/field.tsx'
import { Problem } from '../../components/problem.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { blockText as text } from '../../messages/blocks.ts'
import type { ReferenceField } from './fields.ts'
import { blocksOfTypesQuery, blockTypeQuery } from './queries.ts'

// Within a form that holds it: the two know each other.
const BlockForm = lazy(() => import('./block-form.tsx').then(({ BlockForm: form }) => ({ default: form })))

interface BlockChoiceProps {
  readonly reference: ReferenceField
  /** Beside its label. */
  readonly beside?: ReactNode
  readonly faults?: readonly string[]
  readonly value: string | undefined
  readonly onChange: (id: string | undefined) => void
}

const NO_FAULTS: readonly string[] = []

/** A block that another one holds: chosen, or made beside the form, which loses nothing meanwhile. */
export function BlockChoice({ reference: { name, types }, beside, faults = NO_FAULTS, value, onChange }: BlockChoiceProps): ReactElement {
  const cache = useQueryClient()
  const blocks = useQuery(blocksOfTypesQuery(types))
  const [making, setMaking] = useState<string>()
  return (
    <>
      <Field label={text.reference(name, types.join(', '))} beside={beside} faults={faults}>
        {(attributes) => (
          <div className="flex flex-wrap gap-2">
            <select
              {...attributes}
              className={`${INPUT} min-w-0 flex-1 basis-40`}
              value={value ?? ''}
              onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
            >
              <option value="">{text.choose}</option>
              {blocks.data?.map(({ id, name: block }) => (
                <option key={id} value={id ?? ''}>
                  {block}
                </option>
              ))}
            </select>
            {types.map((slug) => (
              <Button key={slug} needs="blockDocuments.create" onClick={() => setMaking(slug)}>
                <Plus aria-hidden size={14} />
                {types.length === 1 ? text.makeOne : text.makeOf(slug)}
              </Button>
            ))}
          </div>
        )}
      </Field>
      {making !== undefined && (
        <Dialog title={text.createTitle(making)} open place="end" onClose={() => setMaking(undefined)}>
          <Making
            slug={making}
            onMade={async (id) => {
              await cache.invalidateQueries({ queryKey: ['blocks', 'of types'] })
              onChange(id)
              setMaking(undefined)
            }}
            onClose={() => setMaking(undefined)}
          />
        </Dialog>
      )}
    </>
  )
}

interface MakingProps {
  readonly slug: string
  readonly onMade: (id: string) => Promise<void>
  readonly onClose: () => void
}

function Making({ slug, onMade, onClose }: MakingProps): ReactElement {
  const read = useQuery(blockTypeQuery(slug))
  if (read.data === undefined) {
    return read.isPending ? <Skeleton rows={6} /> : <Problem error={read.error} onRetry={() => void read.refetch()} />
  }
  const { schema } = read.data
  if (schema === null) return <p>{text.unknownSchema}</p>
  return (
    <Suspense fallback={<Skeleton rows={6} />}>
      <BlockForm schema={schema} onMade={onMade} onCancel={onClose} />
    </Suspense>
  )
}

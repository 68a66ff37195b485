import { lazy, type ReactElement, type ReactNode, Suspense } from 'react'
import { Skeleton } from '../../components/skeleton.tsx'
import { isObject, type Schema } from './schema.ts'

// It opens forms of blocks, which are forms of schemas themselves.
const BlockChoice = lazy(() => import('../blocks/block-choice.tsx').then(({ BlockChoice: choice }) => ({ default: choice })))

/** The type of the block that a value is, as Prefect's parameter schemas say it; undefined for other values. */
export const blockTypeOf = ({ block_type_slug: slug }: Schema): string | undefined => (typeof slug === 'string' ? slug : undefined)

/** The id of the block that a value refers to, `{ $ref: { block_document_id } }` or `{ $ref: id }`; undefined for any other value. */
export function referredBlock(value: unknown): string | undefined {
  const reference = isObject(value) ? value['$ref'] : undefined
  const id = isObject(reference) ? reference['block_document_id'] : reference
  return typeof id === 'string' ? id : undefined
}

interface BlockInputProps {
  readonly title: string
  readonly type: string
  readonly beside: ReactNode
  readonly faults: readonly string[]
  readonly value: unknown
  readonly onChange: (value: unknown) => void
}

/** A block in place of a value: one that there is, or one that is made beside the form. */
export const BlockInput = ({ title, type, beside, faults, value, onChange }: BlockInputProps): ReactElement => (
  <Suspense fallback={<Skeleton rows={1} />}>
    <BlockChoice
      reference={{ name: title, types: [type] }}
      beside={beside}
      faults={faults}
      value={referredBlock(value)}
      onChange={(id) => onChange(id === undefined ? undefined : { $ref: { block_document_id: id } })}
    />
  </Suspense>
)

import type { BlockFields } from '@millrace/blocks'
import type { BlockDocument } from '@millrace/protocol'
import { z } from 'zod'
import { MillraceError } from '../errors.ts'
import { Block } from './block.ts'
import type { BlockType } from './block-type.ts'
import { SecretValue } from './secret-value.ts'

/** The type of a block that this process has no definition of: it takes what there is, and hides what its schema says is secret. */
export function unknownBlockType(slug: string, document: Pick<BlockDocument, 'block_schema' | 'block_type_name'>): BlockType {
  const fields = (document.block_schema?.fields ?? {}) as Partial<BlockFields>
  const name = document.block_type_name ?? slug
  const refuse = (): never => {
    throw new MillraceError(
      `block type '${slug}' is not defined in this process; define it by defineBlock({ name: '${name}', … }) to change its blocks`,
    )
  }
  const type: BlockType = {
    slug,
    name,
    get definition() {
      return refuse()
    },
    of: refuse,
    load: refuse,
    save: refuse,
    delete: refuse,
    register: refuse,
    fromDocument({ id, name: savedName, data }) {
      const values = ANYTHING.parse(data)
      for (const path of fields.secret_fields ?? []) hide(values, path.split('.'))
      return new Block(type, values, { id, name: savedName })
    },
  }
  return type
}

const ANYTHING = z.record(z.string(), z.unknown())

function hide(values: Record<string, unknown>, [key, ...rest]: readonly string[]): void {
  if (key === undefined) return
  for (const name of key === '*' ? Object.keys(values) : [key]) {
    const value = values[name]
    if (value === undefined || value === null) continue
    if (rest.length === 0) values[name] = new SecretValue(value)
    else if (typeof value === 'object') hide(value as Record<string, unknown>, rest)
  }
}

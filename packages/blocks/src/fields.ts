import type { Json } from '@millrace/protocol'
import type { BlockTypeDefinition } from './block.ts'

/** One field of a block. */
export interface BlockField {
  readonly schema: { readonly [key: string]: Json }
  readonly required: boolean
  /** Paths of secrets below the field; the empty one is the field itself. */
  readonly secrets: readonly string[]
  readonly definitions?: { readonly [name: string]: Json }
  /** The type of block that the field refers to. */
  readonly block?: BlockTypeDefinition
}

interface About {
  readonly title: string
  readonly description: string
  readonly examples?: readonly Json[]
  /** Left out: the field is required. */
  readonly default?: Json
}

const field =
  (kind: { readonly [key: string]: Json }, secrets: readonly string[] = []) =>
  (about: About): BlockField => ({ schema: { ...kind, ...about }, required: !('default' in about), secrets })

const PASSWORD = { type: 'string', format: 'password', writeOnly: true }

export const text = field({ type: 'string' })
/** Text that is encrypted and shown as `********`. */
export const secret = field(PASSWORD, [''])
/** Any value at all, encrypted and shown as `********`. */
export const secretValue = field({ format: 'password', writeOnly: true }, [''])
export const flag = field({ type: 'boolean' })
export const integer = field({ type: 'integer' })
export const dateTime = field({ type: 'string', format: 'date-time' })
export const anything = field({})
export const object = field({ type: 'object' })
/** An object whose values, such as those of headers, are secret each. */
export const secretObject = field({ type: 'object' }, ['*'])
export const textMap = field({ type: 'object', additionalProperties: { type: 'string' } })
export const textList = field({ type: 'array', items: { type: 'string' } })
export const patches = field({ type: 'array', format: 'rfc6902', items: { type: 'object', additionalProperties: { type: 'string' } } })
export const integerOrText = field({ anyOf: [{ type: 'integer' }, { type: 'string' }] })

/** One of a few words. */
export const choice = (values: readonly string[], about: About): BlockField => field({ type: 'string', enum: values })(about)

/** The same field, that may be left out or null. */
export function optional(given: BlockField): BlockField {
  const { title, description, examples, ...kind } = given.schema
  const alternatives = Array.isArray(kind['anyOf']) ? (kind['anyOf'] as readonly Json[]) : [kind]
  const about = { ...(title === undefined ? {} : { title }), ...(description === undefined ? {} : { description }) }
  return {
    ...given,
    required: false,
    schema: { anyOf: [...alternatives, { type: 'null' }], default: null, ...about, ...(examples === undefined ? {} : { examples }) },
  }
}

/** A block of another type, by reference. */
export function blockOf(block: BlockTypeDefinition, about: Pick<About, 'title' | 'description'>): BlockField {
  const { definitions = {}, ...own } = block.fields
  return {
    schema: { $ref: `#/definitions/${block.fields.title}`, ...about },
    required: true,
    secrets: block.fields.secret_fields,
    definitions: { [block.fields.title]: own, ...(definitions as { readonly [name: string]: Json }) },
    block,
  }
}

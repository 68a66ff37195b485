import type { BlockField } from '@millrace/blocks'
import { blockOf } from '@millrace/blocks'
import type { Json } from '@millrace/protocol'
import { z } from 'zod'
import { JSON_SCHEMA_OPTIONS } from '../parameters/standard-schema.ts'
import { Block } from './block.ts'
import type { BlockType } from './block-type.ts'
import { SecretValue } from './secret-value.ts'

/** What a field is beside what its schema says. */
type Mark =
  | { readonly kind: 'secret'; readonly json: { readonly [key: string]: Json } }
  | { readonly kind: 'block'; readonly type: BlockType }

const marks = new WeakMap<z.core.$ZodType, Mark>()

const HIDDEN = { format: 'password', writeOnly: true }

/** A text that is encrypted at rest, shown as `********`, and a `SecretValue` in code. */
export function secretField(): z.ZodType<SecretValue, string | SecretValue> {
  const schema = z
    .union([z.custom<SecretValue>((given) => given instanceof SecretValue), z.string()])
    .transform((given) => (typeof given === 'string' ? new SecretValue(given) : given))
  return marked(schema, { kind: 'secret', json: { type: 'string', ...HIDDEN } })
}

/** Any JSON value, kept like `secretField()`. */
export function secretJsonField(): z.ZodType<SecretValue<unknown>> {
  const schema = z.unknown().transform((given) => (given instanceof SecretValue ? (given as SecretValue<unknown>) : new SecretValue(given)))
  return marked(schema, { kind: 'secret', json: HIDDEN })
}

/** Another block, which is kept by reference when it is saved. */
export function blockField<Values extends object>(type: BlockType<Values>): z.ZodType<Block<Values>, Block<Values>> {
  const schema = z.custom<Block<Values>>((given) => given instanceof Block && given.type.slug === type.slug, {
    error: `expected a block of type '${type.slug}'`,
  })
  return marked(schema, { kind: 'block', type: type as unknown as BlockType })
}

/** The type of block that a field refers to; undefined for any other field. */
export function blockTypeOf(schema: z.core.$ZodType): BlockType | undefined {
  const mark = markOf(schema)
  return mark?.kind === 'block' ? mark.type : undefined
}

/** A field as block types are registered. */
export function describeField(name: string, schema: z.core.$ZodType): BlockField {
  const mark = markOf(schema)
  const { title, description } = (z.globalRegistry.get(schema) ?? {}) as { readonly title?: string; readonly description?: string }
  const about = { title: title ?? titled(name), ...(description === undefined ? {} : { description }) }
  const required = !mayBeLeftOut(schema)
  if (mark?.kind === 'block') {
    const field = blockOf(mark.type.definition, { ...about, description: description ?? mark.type.definition.description })
    return { ...field, required }
  }
  if (mark?.kind === 'secret') return { schema: { ...nullable(mark.json, schema), ...about }, required, secrets: [''] }
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', target: 'draft-7', ...JSON_SCHEMA_OPTIONS }) as Record<string, Json>
  return { schema: { ...json, ...about }, required, secrets: [] }
}

const mayBeLeftOut = ({ _zod: { optin, def } }: z.core.$ZodType): boolean =>
  optin === 'optional' || def.type === 'default' || def.type === 'prefault'

function marked<Schema extends z.core.$ZodType>(schema: Schema, mark: Mark): Schema {
  marks.set(schema, mark)
  return schema
}

/** The mark of a field, also through `.optional()`, `.nullable()`, `.default(…)`, and on copies such as `.describe(…)` makes. */
function markOf(schema: z.core.$ZodType): Mark | undefined {
  const own = marks.get(schema)
  if (own !== undefined) return own
  const { innerType } = schema._zod.def as { readonly innerType?: z.core.$ZodType }
  const origin = innerType ?? schema._zod.parent
  return origin === undefined ? undefined : markOf(origin)
}

const nullable = (json: { readonly [key: string]: Json }, schema: z.core.$ZodType): { readonly [key: string]: Json } =>
  mayBeLeftOut(schema) ? { anyOf: [json, { type: 'null' }], default: null } : json

/** `aws_secret_key` and `awsSecretKey` are `Aws Secret Key`. */
const titled = (name: string): string =>
  name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[_\s]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')

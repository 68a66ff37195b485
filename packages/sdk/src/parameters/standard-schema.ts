import type { Json } from '@millrace/protocol'

/** The part of the Standard Schema specification that is used here: zod, valibot, arktype and others implement it. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
    /** Of libraries that can say their schema as JSON Schema. */
    readonly jsonSchema?: unknown
  }
}

type StandardResult<Output> = { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly StandardIssue[] }

interface StandardIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** An issue's place, as in `symbols.0`. */
export const pathOf = ({ path }: StandardIssue): string =>
  (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.')

/** What libraries need to be told, each by names of its own: a date is a text of ISO 8601, and what JSON has no word for may be anything. */
export const JSON_SCHEMA_OPTIONS = {
  // zod
  unrepresentable: 'any',
  override({ zodSchema, jsonSchema }: { readonly zodSchema: ZodNode; readonly jsonSchema: object }) {
    Object.assign(jsonSchema, IN_JSON[zodSchema._zod.def.type])
  },
  // arktype
  fallback: {
    date: ({ base }: { readonly base: object }) => ({ ...base, ...IN_JSON['date'] }),
    default: ({ base }: { readonly base: object }) => base,
  },
} as const

interface ZodNode {
  readonly _zod: { readonly def: { readonly type: string } }
}

/** How JSON writes types that it does not have. */
const IN_JSON: Readonly<Record<string, object>> = {
  date: { type: 'string', format: 'date-time' },
  bigint: { type: 'integer' },
}

interface JsonSchemaConverter {
  readonly input?: (options: { readonly target: string; readonly libraryOptions: object }) => Record<string, Json>
}

/** What a schema takes, as JSON Schema; undefined where the library cannot say it. */
export function jsonSchemaOf(
  schema: StandardSchema,
  target: 'draft-2020-12' | 'draft-07' = 'draft-2020-12',
): Readonly<Record<string, Json>> | undefined {
  const converter = schema['~standard'].jsonSchema as JsonSchemaConverter | undefined
  try {
    return converter?.input?.({ target, libraryOptions: JSON_SCHEMA_OPTIONS })
  } catch {
    // A schema with parts that the library will not say at all still validates.
    return undefined
  }
}

/** The properties of an object schema by its own JSON Schema; undefined where the library offers none. */
export function propertyNames(schema: StandardSchema): readonly string[] | undefined {
  const properties = jsonSchemaOf(schema)?.['properties']
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : undefined
}

/**
 * Whether an object schema has a property of this name. A library that has no JSON Schema, as valibot, is asked by what it misses in
 * an empty object, and by what it says to something that nobody can want in that place.
 */
export function hasProperty(schema: StandardSchema, name: string): boolean {
  const names = propertyNames(schema)
  if (names !== undefined) return names.includes(name)
  const missing = refusedKeys(schema, {})
  return missing.length > 0 ? missing.includes(name) : refusedKeys(schema, { [name]: Symbol(name) }).includes(name)
}

/** The properties that a schema has something to say against; none where it takes its time to say it. */
function refusedKeys(schema: StandardSchema, value: object): readonly string[] {
  try {
    const result = schema['~standard'].validate(value)
    if (!(result instanceof Promise)) return (result.issues ?? []).map((issue) => pathOf(issue).split('.', 1)[0] ?? '')
    result.catch(() => undefined)
  } catch {
    // Code of the user's within the schema did not expect this.
  }
  return []
}

/** What a schema takes. */
export type InputOf<Schema> = Schema extends { readonly '~standard': { readonly types?: infer Types } }
  ? NonNullable<Types> extends { readonly input: infer Input }
    ? Input
    : never
  : never

/** What a schema makes of it. */
export type OutputOf<Schema> = Schema extends { readonly '~standard': { readonly types?: infer Types } }
  ? NonNullable<Types> extends { readonly output: infer Output }
    ? Output
    : never
  : never

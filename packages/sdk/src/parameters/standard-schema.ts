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

/** What a schema takes, as JSON Schema; undefined where the library cannot say it. */
export function jsonSchemaOf(schema: StandardSchema): Readonly<Record<string, Json>> | undefined {
  const converter = schema['~standard'].jsonSchema as { input?: (options: { target: string }) => Record<string, Json> } | undefined
  try {
    return converter?.input?.({ target: 'draft-2020-12' })
  } catch {
    // A schema with parts that JSON Schema has no words for still validates.
    return undefined
  }
}

/** The properties of an object schema by its own JSON Schema; undefined where the library offers none. */
export function propertyNames(schema: StandardSchema): readonly string[] | undefined {
  const properties = jsonSchemaOf(schema)?.['properties']
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : undefined
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

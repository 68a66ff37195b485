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

/** The properties of an object schema by its own JSON Schema; undefined where the library offers none. */
export function propertyNames(schema: StandardSchema): readonly string[] | undefined {
  const converter = schema['~standard'].jsonSchema as { input?: (options: { target: string }) => { properties?: object } } | undefined
  try {
    const properties = converter?.input?.({ target: 'draft-2020-12' }).properties
    return properties === undefined ? undefined : Object.keys(properties)
  } catch {
    // A schema with parts that JSON Schema cannot say still validates; only its names stay unknown.
    return undefined
  }
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

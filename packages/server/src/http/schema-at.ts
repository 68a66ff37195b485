import { z } from 'zod'

/** `schema` without what only says optional, nullable or default. */
export function bare(schema: z.core.$ZodType): z.core.$ZodType {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    return bare(schema.def.innerType)
  }
  return schema instanceof z.ZodLazy ? bare(schema.def.getter()) : schema
}

/**
 * The schema of the field at `path` of `input`; `undefined` where the path leads through a union whose kind the value does not tell, or a
 * key the schema does not have.
 */
export function schemaAt(schema: z.core.$ZodType, path: readonly PropertyKey[], input: unknown): z.core.$ZodType | undefined {
  let at: z.core.$ZodType | undefined = bare(schema)
  let value = input
  for (const key of path) {
    at = optionFor(at, value)
    if (at instanceof z.ZodObject) at = at.def.shape[String(key)]
    else if (at instanceof z.ZodArray) at = at.def.element
    else if (at instanceof z.ZodRecord) at = at.def.valueType
    else at = undefined
    if (at === undefined) return undefined
    at = bare(at)
    value = valueAt(value, [key])
  }
  return at
}

/** The kind of a discriminated union that a value says it is. */
function optionFor(schema: z.core.$ZodType, value: unknown): z.core.$ZodType {
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return schema
  const { discriminator, options } = schema.def
  const kind = valueAt(value, [discriminator]) as z.core.util.Primitive
  return options.find((option) => option._zod.propValues?.[discriminator]?.has(kind)) ?? schema
}

/** True for the integer kinds of number. */
export const isInteger = (schema: z.core.$ZodType | undefined): boolean => schema instanceof z.ZodNumberFormat

/** What is at `path` inside `value`. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = (at as Record<PropertyKey, unknown>)[key]
  }
  return at
}

import type { Json, WorkPool } from '@millrace/protocol'

type JsonObject = Readonly<Record<string, Json>>

/**
 * Job variables as the template of their pool wants them: where it wants a number, a truth, a list or an object, and no text, text is read as
 * JSON. Command lines and older deployment files can say text only.
 */
export function typedVariables(variables: JsonObject, { base_job_template: template }: Pick<WorkPool, 'base_job_template'>): JsonObject {
  const { properties = {} } = (template['variables'] ?? {}) as { readonly properties?: Readonly<Record<string, JsonObject>> }
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, typed(value, properties[name])]))
}

function typed(value: Json, schema: JsonObject | undefined): Json {
  if (typeof value !== 'string' || schema === undefined) return value
  const types = typesOf(schema)
  if (types.length === 0 || types.includes('string')) return value
  try {
    const read = JSON.parse(value) as Json
    return typeof read === 'string' ? value : read
  } catch {
    // The server says what it has against it.
    return value
  }
}

/** The types that a schema names; none where it says them in another way. */
function typesOf({ type, anyOf }: JsonObject): unknown[] {
  if (Array.isArray(anyOf)) return anyOf.flatMap((schema) => typesOf(schema as JsonObject))
  return type === undefined ? [] : [type].flat()
}

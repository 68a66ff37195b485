import { createHash } from 'node:crypto'
import { isPythonObject as isObject, type PythonJson, type PythonObject, writePythonJson } from './python-json.ts'

/**
 * `sha256:` and the hash of a block schema's fields, equal to what Prefect's clients compute: without `secret_fields` and without the
 * definitions of nested blocks, which have checksums of their own.
 */
export function checksumOf(fields: PythonObject): string {
  const bare = withoutSecretFields(fields)
  return `sha256:${createHash('sha256')
    .update(writePythonJson([[withOwnDefinitions(bare)], {}]))
    .digest('hex')}`
}

function withOwnDefinitions(fields: PythonObject): PythonObject {
  const { definitions, ...rest } = fields
  if (!isObject(definitions) || Object.keys(definitions).length === 0) return fields
  const own = ownDefinitions(fields, definitions)
  return Object.keys(own).length === 0 ? rest : { ...rest, definitions: own }
}

/** The definitions that `part` refers to, directly or through others, and that are no blocks. */
function ownDefinitions(part: PythonJson, definitions: PythonObject): Record<string, PythonJson> {
  const found: Record<string, PythonJson> = {}
  const waiting = referencesIn(part)
  for (const reference of waiting) {
    const key = reference.replace('#/definitions/', '')
    const definition = definitions[key]
    if (definition === undefined || !isObject(definition) || key in found) continue
    if (Object.keys(definition).length === 0 || (definition['block_type_slug'] ?? null) !== null) continue
    found[key] = definition
    waiting.push(...referencesIn(definition))
  }
  return found
}

/** The texts of every `$ref` in a schema, such as `#/definitions/Colour`. */
export function referencesIn(part: PythonJson): string[] {
  if (Array.isArray(part)) return part.flatMap(referencesIn)
  if (!isObject(part)) return []
  const own = part['$ref']
  return [...(typeof own === 'string' ? [own] : []), ...Object.values(part).flatMap(referencesIn)]
}

const withoutSecretFields = (fields: PythonObject): PythonObject =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([key]) => key !== 'secret_fields')
      .map(([key, value]) => [key, isObject(value) ? withoutSecretFields(value) : value]),
  )

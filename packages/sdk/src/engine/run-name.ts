import { PLACES } from '../name-template.ts'
import type { NamedParameters } from '../parameters/call-parameters.ts'
import { toJson } from '../parameters/to-json.ts'

type Template = string | ((parameters: NamedParameters) => string)

/**
 * The name of a run from its template: `report-{city}` or `{order.id}`, `{{` and `}}` for braces, or a function.
 */
export function runName(template: Template | undefined, parameters: NamedParameters): string | undefined {
  if (template === undefined) return undefined
  return typeof template === 'string' ? filled(template, parameters) : template(parameters)
}

const filled = (template: string, parameters: NamedParameters): string =>
  template.replaceAll(PLACES, (match, path: string | undefined) => {
    if (path === undefined) return match.charAt(0)
    const value = valueAt(parameters, path.trim().split('.'))
    return value === undefined ? match : textOf(value)
  })

const valueAt = (value: unknown, [key, ...rest]: readonly string[]): unknown => {
  if (key === undefined) return value
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? valueAt((value as Record<string, unknown>)[key], rest)
    : undefined
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Date) return value.toISOString()
  const json = toJson(value)
  return typeof json === 'string' ? json : JSON.stringify(json)
}

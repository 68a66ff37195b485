const PART = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g
const FIELD = /^([a-z_]+)((?:\[[^[\]]+\])*)$/

/** Looks up what stands for a field, such as `flow_run_parameters[x]`; undefined where there is no such field. */
type LookUp = (name: string, keys: readonly string[]) => string | undefined

/** A message template cannot be read, or names what is not there. */
export class MessageTemplateError extends Error {
  override readonly name = 'MessageTemplateError'
}

/**
 * Fills a message template of 2.20, which is a Python format string: `{name}` and `{name[key]}` are looked up, `{{` and `}}` are braces.
 * Throws `MessageTemplateError` for fields that are not there, and for the rest of Python's format language, which is not taken.
 */
export const fillMessage = (template: string, lookUp: LookUp): string =>
  template.replaceAll(PART, (part: string, field: string | undefined) => {
    if (part === '{{' || part === '}}') return part.charAt(0)
    const [, name, keys] = FIELD.exec(field ?? '') ?? []
    if (name === undefined) throw new MessageTemplateError(`expected {name} or {name[key]}, or {{ and }} for braces, got ${part}`)
    const value = lookUp(
      name,
      [...(keys ?? '').matchAll(/\[([^[\]]+)\]/g)].map(([, key = '']) => key),
    )
    if (value === undefined) throw new MessageTemplateError(`Invalid template variable provided: '${name}'`)
    return value
  })

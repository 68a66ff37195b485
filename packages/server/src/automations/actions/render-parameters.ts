import type { Json } from '@millrace/protocol'
import { TemplateError } from '../../templates/errors.ts'
import { renderTemplate } from '../../templates/render-template.ts'
import type { Doing } from './doing.ts'
import { ActionFailed } from './errors.ts'
import { readVariables } from './read-variables.ts'
import { templateContext } from './template-context.ts'

/** What stands for no value: it is left out of the object or list that it is in. */
const NOTHING = Symbol('nothing')

type Rendered = Json | typeof NOTHING
type JsonObject = { readonly [key: string]: Json }

/**
 * The parameters of a run with templates rendered and variables put in. A plain text with `{{` is a template, too: one that is nothing but
 * one expression keeps the kind of its value (Prefect 3.8). Throws `ActionFailed`.
 */
export async function renderParameters(doing: Doing, parameters: JsonObject): Promise<JsonObject> {
  const { templates, variables } = found(parameters)
  const context = templates.length === 0 ? {} : await templateContext(doing, templates)
  const values = variables.length === 0 ? {} : await readVariables(doing.api, variables)
  try {
    const rendered = render(upgraded(parameters), context, values)
    return isObject(rendered) ? rendered : {}
  } catch (error) {
    if (error instanceof Unrenderable) throw new ActionFailed(`Unable to create flow run from deployment: ${error.message}`)
    throw error
  }
}

class Unrenderable extends Error {}

/** A text that is one template, in the form that says so. */
function upgraded(value: Json): Json {
  if (typeof value === 'string') return value.includes('{{') || value.includes('{%') ? wrapped(value) : value
  if (Array.isArray(value)) return (value as readonly Json[]).map(upgraded)
  if (!isObject(value) || Object.hasOwn(value, '__prefect_kind')) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, upgraded(one)]))
}

function wrapped(template: string): Json {
  const text = template.trim()
  const single = text.startsWith('{{') && text.endsWith('}}') && text.split('{{').length === 2
  if (!single) return { __prefect_kind: 'jinja', template }
  const inner = text.slice(2, -2).trim()
  return { __prefect_kind: 'json', value: { __prefect_kind: 'jinja', template: `{{ ${inner} | tojson }}` } }
}

function render(value: Json, context: object, variables: JsonObject): Rendered {
  if (Array.isArray(value)) return (value as readonly Json[]).map((one) => render(one, context, variables)).filter((one) => one !== NOTHING)
  if (!isObject(value)) return value
  if (Object.hasOwn(value, '__prefect_kind')) return renderKind(value, context, variables)
  const entries = Object.entries(value).map(([key, one]) => [key, render(one, context, variables)] as const)
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, Json] => entry[1] !== NOTHING))
}

function renderKind(object: JsonObject, context: object, variables: JsonObject): Rendered {
  const { __prefect_kind: kind, value, template, variable_name: name } = object
  const inner = (one: Json): Rendered => (isObject(one) ? render(one, context, variables) : one)
  if (kind === 'none' && value === undefined) throw new Unrenderable("Missing 'value' key in __prefect object")
  if (kind === 'jinja' && template === undefined) throw new Unrenderable("Missing 'template' key in __prefect object")
  if (kind === 'none') return render(value ?? null, context, variables)
  if (kind === 'jinja') return jinja(inner(template ?? null), context)
  if (kind === 'json') return value === undefined ? NOTHING : parsed(inner(value))
  if (kind === 'workspace_variable') return name === undefined ? NOTHING : variableOf(inner(name), variables)
  return value ?? null
}

function parsed(text: Rendered): Rendered {
  if (typeof text !== 'string') return text
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    throw new Unrenderable(`Invalid JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

function jinja(template: Rendered, context: object): Rendered {
  if (typeof template !== 'string') return template
  try {
    return renderTemplate(template, context)
  } catch (error) {
    if (error instanceof TemplateError) throw new Unrenderable(`Invalid jinja: ${error.message}`, { cause: error })
    throw error
  }
}

function variableOf(name: Rendered, variables: JsonObject): Json {
  if (typeof name === 'string' && Object.hasOwn(variables, name)) return variables[name] ?? null
  throw new Unrenderable(`Variable '${typeof name === 'string' ? name : JSON.stringify(name)}' not found in workspace.`)
}

/** Every text that may be rendered, and every name of a variable, wherever they stand. */
function found(value: Json): { templates: string[]; variables: string[] } {
  const templates: string[] = []
  const variables: string[] = []
  const next: Json[] = [value]
  for (let one = next.pop(); one !== undefined; one = next.pop()) {
    if (typeof one === 'string') templates.push(...(one.includes('{{') || one.includes('{%') ? [one] : []))
    else if (Array.isArray(one)) next.push(...(one as readonly Json[]))
    else if (isObject(one)) {
      next.push(...Object.values(one))
      if (one['__prefect_kind'] === 'workspace_variable' && typeof one['variable_name'] === 'string') variables.push(one['variable_name'])
    }
  }
  return { templates, variables }
}

const isObject = (value: Rendered | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

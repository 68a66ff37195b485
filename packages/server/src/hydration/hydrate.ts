import type { Json } from '@millrace/protocol'
import { isObject } from '../json-schema/rules.ts'
import { TemplateError } from '../templates/errors.ts'
import { renderTemplate, templateProblem } from '../templates/render-template.ts'
import { jsonProblem } from './json-problem.ts'
import { Placeholder } from './placeholder.ts'

/** A JSON value with placeholders in it. */
export type Hydrated = Json | Placeholder | readonly Hydrated[] | { readonly [key: string]: Hydrated }

export interface Hydration {
  /** The value of a variable; undefined when there is none of that name. */
  readonly variable: (name: string) => Json | undefined
  /** What templates see; undefined leaves a placeholder for each template that can be read. */
  readonly templates: object | undefined
}

/** What stands for no value at all: it is left out of the object or list that it is in. */
const NOTHING = Symbol('nothing')

type Result = Hydrated | typeof NOTHING

/**
 * Puts real values in the place of those that UIs write as `{"__prefect_kind": …}`: `none` and `json` values, `workspace_variable` and
 * `jinja` templates, as Prefect 3.8 does. What is wrong with one stands in its place.
 */
export function hydrate(values: Readonly<Record<string, Json>>, hydration: Hydration): { readonly [key: string]: Hydrated } {
  const found = hydrateValue(values, hydration)
  return isPlain(found) ? found : {}
}

const isPlain = (value: Result): value is { readonly [key: string]: Hydrated } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Placeholder)

function hydrateValue(value: Json, hydration: Hydration): Result {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => hydrateValue(item, hydration)).filter(isSomething)
  if (!isObject(value)) return value
  if (Object.hasOwn(value, '__prefect_kind')) return hydrateKind(value, hydration)
  const entries = Object.entries(value).map(([key, item]): [string, Result] => [key, hydrateValue(item, hydration)])
  return Object.fromEntries(entries.filter((entry): entry is [string, Hydrated] => isSomething(entry[1])))
}

const isSomething = (result: Result): result is Hydrated => result !== NOTHING

function hydrateKind(object: Readonly<Record<string, Json>>, hydration: Hydration): Result {
  const { __prefect_kind: kind, value, template, variable_name: name } = object
  if (kind === 'none')
    return value === undefined ? new Placeholder("Missing 'value' key in __prefect object") : hydrateValue(value, hydration)
  if (kind === 'json') return value === undefined ? NOTHING : parse(inner(value, hydration))
  if (kind === 'workspace_variable') return name === undefined ? NOTHING : variable(inner(name, hydration), hydration)
  if (kind !== 'jinja') return value ?? null
  if (template === undefined) return new Placeholder("Missing 'template' key in __prefect object")
  return render(inner(template, hydration), hydration)
}

/** Only an object is looked into: a text is what it is. */
const inner = (value: Json, hydration: Hydration): Result => (isObject(value) ? hydrateValue(value, hydration) : value)

function parse(text: Result): Result {
  if (typeof text !== 'string') return text
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    return new Placeholder(`Invalid JSON: ${jsonProblem(text) ?? String(error)}`)
  }
}

function render(template: Result, { templates }: Hydration): Result {
  if (template === NOTHING || template instanceof Placeholder) return template
  if (typeof template !== 'string') return new Placeholder('Invalid jinja: the template is not a text')
  if (templates === undefined) {
    const problem = templateProblem(template)
    return new Placeholder(problem === undefined ? undefined : `Invalid jinja: ${problem.message}`)
  }
  try {
    return renderTemplate(template, templates)
  } catch (error) {
    if (error instanceof TemplateError) return new Placeholder(`Invalid jinja: ${error.message}`)
    throw error
  }
}

function variable(name: Result, hydration: Hydration): Result {
  if (name === NOTHING || name instanceof Placeholder) return name
  if (typeof name !== 'string') return new Placeholder('the name of a variable is not a text')
  const value = hydration.variable(name)
  return value === undefined ? new Placeholder(`Variable '${name}' not found in workspace.`) : value
}

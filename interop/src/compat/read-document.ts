type Json = string | number | boolean | null | readonly Json[] | JsonObject
interface JsonObject {
  readonly [key: string]: Json | undefined
}

/** Fields by their paths, such as `flow_runs.state.type.any_`; items of lists stand under the list's name. */
export interface Fields {
  readonly named: ReadonlySet<string>
  /** Paths below which anything goes; empty for the whole. */
  readonly open: ReadonlySet<string>
}

/** One operation of an API: what it takes in query and body, and what a successful answer holds. */
export interface Operation {
  readonly request: Fields
  readonly response: Fields
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

/** Reads an OpenAPI document: every operation by method and path, such as `POST /flow_runs/{}/set_state`. */
export function readDocument(document: JsonObject): ReadonlyMap<string, Operation> {
  const operations = new Map<string, Operation>()
  for (const [path, item] of Object.entries(objectAt(document, 'paths'))) {
    for (const method of METHODS) {
      const operation = objectAt(item, method)
      if (Object.keys(operation).length === 0) continue
      operations.set(`${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, '{}')}`, {
        request: requestOf(document, operation),
        response: fieldsOf(document, answersOf(operation)),
      })
    }
  }
  return operations
}

function requestOf(document: JsonObject, operation: JsonObject): Fields {
  const { named, open } = fieldsOf(document, [contentOf(objectAt(operation, 'requestBody'))])
  const query = listAt(operation, 'parameters')
    .map((parameter) => objectAt(parameter))
    .filter((parameter) => parameter['in'] === 'query')
  const names = query.map(({ name }) => name).filter((name) => typeof name === 'string')
  return { named: new Set([...named, ...names.map((name) => `?${name}`)]), open }
}

const answersOf = (operation: JsonObject): JsonObject[] =>
  Object.entries(objectAt(operation, 'responses')).flatMap(([status, answer]) =>
    status.startsWith('2') ? [contentOf(objectAt(answer))] : [],
  )

const contentOf = (holder: JsonObject): JsonObject => objectAt(holder, 'content', 'application/json', 'schema')

interface Collected {
  readonly named: Set<string>
  readonly open: Set<string>
}

function fieldsOf(document: JsonObject, schemas: readonly JsonObject[]): Fields {
  const fields = { named: new Set<string>(), open: new Set<string>() }
  for (const schema of schemas) if (Object.keys(schema).length > 0) walk(document, schema, '', [], fields)
  return fields
}

/** Collects the fields of a schema; one that contains itself (`within`) is read once. */
function walk(document: JsonObject, schema: JsonObject, at: string, within: readonly string[], fields: Collected): void {
  const reference = schema['$ref']
  if (typeof reference === 'string') {
    if (within.includes(reference)) return
    walk(document, objectAt(document, ...reference.slice(2).split('/')), at, [...within, reference], fields)
    return
  }
  const branches = ['anyOf', 'oneOf', 'allOf'].flatMap((key) => listAt(schema, key))
  for (const branch of branches) walk(document, objectAt(branch), at, within, fields)
  const items = schema['items']
  if (items !== undefined) walk(document, objectAt(items), at, within, fields)
  const properties = Object.entries(objectAt(schema, 'properties'))
  for (const [name, property] of properties) {
    const path = at === '' ? name : `${at}.${name}`
    fields.named.add(path)
    walk(document, objectAt(property), path, within, fields)
  }
  const { type } = schema
  const says = branches.length + properties.length > 0 || items !== undefined
  if (!says && (type === undefined || type === 'object')) fields.open.add(at)
}

/** The object at a path, empty where there is none. */
function objectAt(value: Json | undefined, ...path: readonly string[]): JsonObject {
  let at: Json | undefined = value
  for (const key of path) at = isObject(at) ? at[key] : undefined
  return isObject(at) ? at : {}
}

function listAt(object: JsonObject, key: string): readonly Json[] {
  const list = object[key]
  return Array.isArray(list) ? list : []
}

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

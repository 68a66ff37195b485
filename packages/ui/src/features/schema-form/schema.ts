/** A JSON schema, or a part of one. */
export type Schema = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value)

/** How a value is put in. */
export type Kind = 'text' | 'number' | 'boolean' | 'choice' | 'date' | 'array' | 'tuple' | 'map' | 'object' | 'union' | 'null' | 'json'

/** How many references may lead to one another before a schema counts as going round in circles. */
const MOST_REFERENCES = 20

/**
 * The part itself where it is a reference or an `allOf`, with what is said beside it (pydantic writes titles and defaults there). Several
 * members of an `allOf` are taken together where all are objects; else it is any JSON.
 */
export function resolved(part: unknown, root: Schema): Schema {
  let schema: Schema = isObject(part) ? part : {}
  for (let steps = 0; steps < MOST_REFERENCES; steps += 1) {
    const { $ref: reference, allOf, ...beside } = schema
    if (typeof reference === 'string') schema = { ...at(root, reference), ...beside }
    else if (Array.isArray(allOf)) schema = { ...together(allOf, root), ...beside }
    else return schema
  }
  return {}
}

/** `#/definitions/Place` */
function at(root: Schema, reference: string): Schema {
  let found: unknown = root
  for (const step of reference.replace(/^#\/?/, '').split('/')) {
    const name = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')
    found = isObject(found) ? found[name] : undefined
  }
  return isObject(found) ? found : {}
}

function together(members: readonly unknown[], root: Schema): Schema {
  const [only, ...more] = members
  if (more.length === 0) return isObject(only) ? only : {}
  const parts = members.map((member) => (isObject(member) && typeof member['$ref'] === 'string' ? at(root, member['$ref']) : member))
  if (!parts.every((part) => isObject(part) && isObject(part['properties']))) return {}
  const objects = parts as readonly Schema[]
  return {
    ...Object.assign({}, ...objects),
    properties: Object.assign({}, ...objects.map(({ properties }) => properties)),
    required: objects.flatMap(({ required }) => (Array.isArray(required) ? (required as unknown[]) : [])),
  }
}

/** A schema that null fits as well: without it, and whether it was. `anyOf` of one thing and null is that thing. */
export function withoutNull(schema: Schema, root: Schema): { readonly schema: Schema; readonly nullable: boolean } {
  const parts = alternatives(schema)?.map((part) => resolved(part, root))
  const others = parts?.filter(({ type }) => type !== 'null') ?? []
  const [only] = others
  if (parts === undefined || only === undefined || others.length === parts.length) return { schema, nullable: false }
  const { anyOf: _, oneOf: _one, type: _type, ...beside } = schema
  if (others.length === 1) return { schema: { ...only, ...beside }, nullable: true }
  return { schema: { ...beside, anyOf: others }, nullable: true }
}

/** The kind of a resolved schema; `json` where no field of ours can say all that it allows. */
export function kindOf(schema: Schema): Kind {
  if (Array.isArray(schema['enum']) || 'const' in schema) return 'choice'
  if (alternatives(schema) !== undefined) return 'union'
  switch (schema['type']) {
    case 'string':
      return schema['format'] === 'date' ? 'date' : 'text'
    case 'integer':
    case 'number':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'null':
      return 'null'
    case 'array':
      return Array.isArray(schema['prefixItems'])
        ? schema['prefixItems'].length > 0 && schema['maxItems'] === schema['prefixItems'].length
          ? 'tuple'
          : 'json'
        : isObject(schema['items']) && Object.keys(schema['items']).length > 0
          ? 'array'
          : 'json'
    case 'object':
      return kindOfObject(schema)
    default:
      return schema['type'] === undefined && isObject(schema['properties']) ? 'object' : 'json'
  }
}

function kindOfObject({ properties, additionalProperties: others }: Schema): Kind {
  if (isObject(properties) && Object.keys(properties).length > 0) return 'object'
  return isObject(others) && Object.keys(others).length > 0 ? 'map' : 'json'
}

/** One of the schemas that a value may follow. */
export interface Branch {
  readonly title: string
  readonly schema: Schema
}

/** The branches of a union, each with a title that tells it from the others. */
export function branchesOf(union: Schema, root: Schema): readonly Branch[] {
  const schemas = (alternatives(union) ?? []).map((part) => resolved(part, root))
  const titles = schemas.map(titleOf)
  return schemas.map((schema, index) => {
    const title = titles[index] ?? ''
    const alike = titles.filter((other) => other === title).length > 1
    return { schema, title: alike ? `${title} ${index + 1}` : title }
  })
}

function alternatives({ anyOf, oneOf, type, ...rest }: Schema): readonly unknown[] | undefined {
  if (Array.isArray(anyOf)) return anyOf
  if (Array.isArray(oneOf)) return oneOf
  return Array.isArray(type) ? type.map((each: unknown) => ({ ...rest, type: each })) : undefined
}

function titleOf(schema: Schema): string {
  const { title, type, format, items } = schema
  if (typeof title === 'string') return title
  if (type === 'array' && isObject(items) && typeof items['type'] === 'string') return `list of ${items['type']}`
  if ('const' in schema) return JSON.stringify(schema['const'])
  if (typeof format === 'string') return format
  return typeof type === 'string' ? type : 'JSON'
}

/** The branch that a value was most likely meant for; used once, when nobody has chosen yet. */
export function branchFor(value: unknown, branches: readonly Branch[]): number | undefined {
  if (value === undefined) return undefined
  const found = branches.findIndex(({ schema }) => fits(value, schema))
  return found === -1 ? undefined : found
}

function fits(value: unknown, schema: Schema): boolean {
  const { enum: options, const: only, required, properties } = schema
  if (Array.isArray(options)) return options.includes(value)
  if ('const' in schema) return value === only
  switch (kindOf(schema)) {
    case 'text':
    case 'date':
      return typeof value === 'string'
    case 'number':
      return typeof value === 'number' && (schema['type'] === 'number' || Number.isInteger(value))
    case 'boolean':
      return typeof value === 'boolean'
    case 'null':
      return value === null
    case 'array':
    case 'tuple':
      return Array.isArray(value)
    case 'map':
      return isObject(value)
    case 'object':
      return (
        isObject(value) &&
        (!Array.isArray(required) || required.every((name) => String(name) in value)) &&
        Object.entries(value).every(([name, inner]) => isObject(properties) && name in properties && isNamed(properties[name], inner))
      )
    case 'choice':
    case 'union':
    case 'json':
      break
  }
  return schema['type'] === undefined || (schema['type'] === 'array') === Array.isArray(value)
}

/** What tells the branches of a union apart is a property with one value only. */
const isNamed = (property: unknown, value: unknown): boolean => !isObject(property) || !('const' in property) || property['const'] === value

/** One property of an object. */
export interface Property {
  readonly name: string
  readonly title: string
  readonly schema: Schema
  readonly required: boolean
}

/** The properties of an object: required ones first, then by `position` (Prefect's order of parameters), then as written. */
export function propertiesOf(object: Schema, root: Schema): readonly Property[] {
  const { properties, required } = object
  const needed = new Set(Array.isArray(required) ? required : [])
  const all = Object.entries(isObject(properties) ? properties : {}).map(([name, part]) => {
    const schema = resolved(part, root)
    // A title of what is referred to is the name of a type.
    const title = isObject(part) ? part['title'] : undefined
    return { name, title: typeof title === 'string' ? title : name, schema, required: needed.has(name) }
  })
  return all.toSorted((one, other) => Number(other.required) - Number(one.required) || positionOf(one) - positionOf(other))
}

const positionOf = ({ schema: { position } }: Property): number => (typeof position === 'number' ? position : Number.MAX_SAFE_INTEGER)

/** The default of a schema where it says something; nothing, and what is empty, does not. */
export function defaultOf({ default: value }: Schema): unknown {
  if (value === null || value === undefined || value === '') return undefined
  return typeof value === 'object' && Object.keys(value).length === 0 ? undefined : value
}

/** What a value begins as when somebody decides to give one. */
export function blankOf(schema: Schema): unknown {
  if ('default' in schema && schema['default'] !== null) return schema['default']
  if ('const' in schema) return schema['const']
  switch (kindOf(schema)) {
    case 'boolean':
      return false
    case 'array':
      return []
    case 'tuple':
      return (schema['prefixItems'] as readonly unknown[]).map((part) => (isObject(part) ? (blankOf(part) ?? null) : null))
    case 'map':
      return {}
    case 'object':
      return blankObject(schema)
    case 'null':
      return null
    case 'text':
      return ''
    case 'choice':
    case 'date':
    case 'number':
    case 'union':
    case 'json':
      break
  }
  return undefined
}

/** With what can only be one thing: it says which of the branches of a union this is. */
const blankObject = ({ properties }: Schema): Schema =>
  Object.fromEntries(
    Object.entries(isObject(properties) ? properties : {}).flatMap(([name, part]) =>
      isObject(part) && 'const' in part ? [[name, part['const']] as const] : [],
    ),
  )

/** The properties that somebody has to give: required, and neither in `values` nor with a default. */
export const missingFrom = (schema: Schema | null, values: Schema): readonly Property[] =>
  schema === null
    ? []
    : propertiesOf(schema, schema).filter(({ name, required, schema: part }) => required && !(name in values) && !('default' in part))

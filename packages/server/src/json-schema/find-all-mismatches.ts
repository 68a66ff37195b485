import type { Json } from '@millrace/protocol'
import type { Hydrated } from '../hydration/hydrate.ts'
import { Placeholder } from '../hydration/placeholder.ts'
import { SchemaTooDeep } from './find-mismatch.ts'
import { checkFormat } from './formats.ts'
import { pythonRepr } from './python-repr.ts'
import { resolveReference } from './resolve-reference.ts'
import { arrayRules, isObject, type JsonObject, numberRules, objectRules, stringRules } from './rules.ts'
import { checkChoices, checkType } from './value-rules.ts'

/** One thing wrong with a value: where, from the value as a whole on, and why. */
export interface Fault {
  readonly path: readonly (string | number)[]
  readonly message: string
  /** A value that stands for another could not be had; what its schema says of it then means nothing. */
  readonly placeholder: boolean
}

/** The schema refers to a definition that it does not have. */
export class UnresolvableReference extends Error {
  override readonly name = 'UnresolvableReference'
}

const MOST_CHECKS = 200_000
const DEEPEST = 200

/** Rules that say one thing of a value itself and go no further into it. */
const LEAVES: Readonly<Record<string, (item: Json, part: JsonObject) => { readonly message: string } | undefined>> = {
  ...named(['type'], (item, part) => checkType(item, part, '')),
  ...named(['enum', 'const'], (item, part) => checkChoices(item, part, '')),
  ...named(['minLength', 'maxLength', 'pattern'], (item, part) => stringRules(item, part, '')),
  ...named(['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'], (item, part) => numberRules(item, part, '')),
  ...named(['minItems', 'maxItems', 'uniqueItems'], (item, part) => arrayRules(item, part, '', () => undefined)),
  ...named(['minProperties', 'maxProperties'], (item, part) =>
    objectRules(item, part, '', { check: () => undefined, ignoreRequired: true, nullForDefaults: false }),
  ),
  ...named(['format'], (item, { format }) => checkFormat(item, format)),
}

function named<Rule>(names: readonly string[], rule: Rule): Record<string, Rule> {
  return Object.fromEntries(names.map((name) => [name, rule]))
}

/**
 * Finds everything in `value` that is not as `schema` says, in the order in which the schema says it, as Python's jsonschema does for
 * Prefect's forms. Only the schema's own definitions are followed. Throws `SchemaTooDeep` and `UnresolvableReference`.
 */
export function findAllMismatches(value: Hydrated, schema: Json): Fault[] {
  let checks = 0
  const check = (item: Hydrated, part: Json | undefined, path: Fault['path'], depth: number): Fault[] => {
    checks += 1
    if (checks > MOST_CHECKS || depth > DEEPEST) throw new SchemaTooDeep()
    if (item instanceof Placeholder) return item.problem === undefined ? [] : [{ path, message: item.problem, placeholder: true }]
    if (part === false) return [fault(path, `False schema does not allow ${shown(item)}`)]
    if (!isObject(part)) return []
    return Object.entries(part).flatMap(([keyword, rule]) => checkRule(item as Json, part, keyword, rule, path, depth + 1))
  }
  const checkRule = (item: Json, part: JsonObject, keyword: string, rule: Json, path: Fault['path'], depth: number): Fault[] => {
    const below = (inside: Hydrated | undefined, wanted: Json | undefined, ...steps: readonly (string | number)[]): Fault[] =>
      inside === undefined ? [] : check(inside, wanted, [...path, ...steps], depth)
    const leaf = Object.hasOwn(LEAVES, keyword) ? LEAVES[keyword]?.(item, { [keyword]: rule }) : undefined
    if (leaf !== undefined) return [fault(path, leaf.message)]
    switch (keyword) {
      case '$ref':
        return typeof rule === 'string' ? below(item, definition(schema, rule)) : []
      case 'allOf':
        return listOf(rule).flatMap((one) => below(item, one))
      case 'anyOf':
        return listOf(rule).every((one) => below(item, one).length > 0)
          ? [fault(path, `${shown(item)} is not valid under any of the given schemas`)]
          : []
      case 'oneOf':
        return checkOneOf(item, listOf(rule), path, (one) => below(item, one).length === 0)
      case 'not':
        return below(item, rule).length === 0 ? [fault(path, `${shown(item)} should not be valid under ${pythonRepr(rule)}`)] : []
      case 'required':
        return isObject(item) ? missing(item, listOf(rule), path) : []
      case 'properties':
        return isObject(item) && isObject(rule)
          ? Object.entries(rule).flatMap(([name, wanted]) => below(own(item, name), wanted, name))
          : []
      case 'additionalProperties':
        return isObject(item) ? additional(item, part, rule, path, (name) => below(item[name], rule, name)) : []
      case 'prefixItems':
        return Array.isArray(item) ? listOf(rule).flatMap((wanted, index) => below((item as readonly Json[])[index], wanted, index)) : []
      case 'items':
        return Array.isArray(item)
          ? restOf(item, listOf(part['prefixItems']).length, rule, path, (one, index) => below(one, rule, index))
          : []
      default:
        return []
    }
  }
  return check(value, schema, [], 0)
}

const fault = (path: Fault['path'], message: string): Fault => ({ path, message, placeholder: false })

const shown = (value: Hydrated): string => pythonRepr(value as Json)

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : [])

const own = (object: JsonObject, name: string): Json | undefined => (Object.hasOwn(object, name) ? object[name] : undefined)

function definition(schema: Json, reference: string): Json {
  const found = resolveReference(schema, reference)
  if (found === undefined) throw new UnresolvableReference(`Unresolvable: ${reference}`)
  return found
}

function checkOneOf(item: Json, choices: readonly Json[], path: Fault['path'], fits: (choice: Json) => boolean): Fault[] {
  const fitting = choices.filter(fits)
  if (fitting.length === 1) return []
  if (fitting.length === 0) return [fault(path, `${shown(item)} is not valid under any of the given schemas`)]
  return [fault(path, `${shown(item)} is valid under each of ${[...fitting.slice(1), ...fitting.slice(0, 1)].map(pythonRepr).join(', ')}`)]
}

/** A property that is missing is told where it should be. */
const missing = (item: JsonObject, names: readonly Json[], path: Fault['path']): Fault[] =>
  names
    .filter((name): name is string => typeof name === 'string' && !Object.hasOwn(item, name))
    .map((name) => fault([...path, name], `${pythonRepr(name)} is a required property`))

function additional(
  item: JsonObject,
  { properties, patternProperties }: JsonObject,
  rule: Json,
  path: Fault['path'],
  check: (name: string) => Fault[],
): Fault[] {
  // Names that patterns speak of are left alone: patterns are not tried on names.
  if (patternProperties !== undefined) return []
  const extra = Object.keys(item).filter((name) => !(isObject(properties) && Object.hasOwn(properties, name)))
  if (isObject(rule)) return extra.flatMap(check)
  if (rule !== false || extra.length === 0) return []
  const names = extra
    .sort()
    .map((name) => pythonRepr(name))
    .join(', ')
  return [fault(path, `Additional properties are not allowed (${names} ${extra.length === 1 ? 'was' : 'were'} unexpected)`)]
}

function restOf(
  items: readonly Json[],
  first: number,
  rule: Json,
  path: Fault['path'],
  check: (item: Json, index: number) => Fault[],
): Fault[] {
  const rest = items.slice(first)
  if (rule !== false) return rest.flatMap((item, index) => check(item, first + index))
  if (rest.length === 0) return []
  const found = rest.length === 1 ? (rest[0] ?? null) : rest
  return [fault(path, `Expected at most ${first} item${first === 1 ? '' : 's'} but found ${rest.length} extra: ${pythonRepr(found)}`)]
}

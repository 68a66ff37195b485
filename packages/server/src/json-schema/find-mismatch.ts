import type { Json } from '@millrace/protocol'
import { pythonRepr } from './python-repr.ts'
import { arrayRules, type Check, isObject, type JsonObject, numberRules, objectRules, stringRules } from './rules.ts'
import { resolveReference } from './resolve-reference.ts'
import { checkChoices, checkType } from './value-rules.ts'

/** Where a value is not as its schema says, and why. */
export interface Mismatch {
  /** `order.items[2]`; empty for the value as a whole. */
  readonly path: string
  /** What is there and what was expected: `'x' is not of type 'integer'`. */
  readonly message: string
}

/** The schema refers to itself without end, or the value is too large for it to be worked through. */
export class SchemaTooDeep extends Error {
  override readonly name = 'SchemaTooDeep'

  constructor() {
    super('Invalid schema: Unable to validate schema with circular references.')
  }
}

interface Options {
  /** Looks only at what is given. */
  readonly ignoreRequired?: boolean
  /** Takes null for a property that has a default, too. */
  readonly nullForDefaults?: boolean
}

const MOST_CHECKS = 200_000
const DEEPEST = 200

/**
 * Finds the first place where `value` is not as `schema` says. The schema is read, never turned into code; only its own definitions are
 * followed (S21). As Prefect, null is taken for a property that is neither required nor has a default.
 */
export function findMismatch(
  value: Json,
  schema: Json,
  { ignoreRequired = false, nullForDefaults = false }: Options = {},
): Mismatch | undefined {
  let checks = 0
  let depth = 0
  const check: Check = (item, part, path) => {
    checks += 1
    depth += 1
    if (checks > MOST_CHECKS || depth > DEEPEST) throw new SchemaTooDeep()
    try {
      return checkOne(item, part, path)
    } finally {
      depth -= 1
    }
  }
  const checkOne: Check = (item, part, path) => {
    if (part === false) return { path, message: `False schema does not allow ${pythonRepr(item)}` }
    if (!isObject(part)) return undefined
    if (typeof part['$ref'] === 'string') {
      const found = checkReference(item, part['$ref'], path)
      if (found !== undefined) return found
    }
    return (
      checkType(item, part, path) ??
      checkChoices(item, part, path) ??
      stringRules(item, part, path) ??
      numberRules(item, part, path) ??
      arrayRules(item, part, path, check) ??
      objectRules(item, part, path, { check, ignoreRequired, nullForDefaults }) ??
      checkCombinations(item, part, path, check)
    )
  }
  const checkReference = (item: Json, reference: string, path: string): Mismatch | undefined => {
    const target = resolveReference(schema, reference)
    if (target === undefined) return { path, message: `Unresolvable: ${reference}` }
    // A block may stand for itself by reference: `{"$ref": {"block_document_id": …}}`.
    if (isObject(target) && 'block_type_slug' in target && isObject(item) && '$ref' in item) return undefined
    return check(item, target, path)
  }
  return check(value, schema, '')
}

function checkCombinations(item: Json, part: JsonObject, path: string, check: Check): Mismatch | undefined {
  const { allOf, anyOf, oneOf, not } = part
  for (const one of listOf(allOf)) {
    const found = check(item, one, path)
    if (found !== undefined) return found
  }
  const choices = listOf(anyOf)
  if (choices.length > 0) {
    const found = choices.map((one) => check(item, one, path))
    if (found.every((one) => one !== undefined)) return nearest(found, item, path)
  }
  const exclusive = listOf(oneOf)
  if (exclusive.length > 0) {
    const found = exclusive.map((one) => check(item, one, path))
    if (found.every((one) => one !== undefined)) return nearest(found, item, path)
    if (found.filter((one) => one === undefined).length > 1) {
      return { path, message: `${pythonRepr(item)} is valid under more than one of the given schemas` }
    }
  }
  if (not !== undefined && check(item, not, path) === undefined) {
    return { path, message: `${pythonRepr(item)} should not be valid under ${pythonRepr(not)}` }
  }
  return undefined
}

/** Of several reasons the one that says most: where the value was of the right kind and failed further on. */
function nearest(found: readonly Mismatch[], item: Json, path: string): Mismatch {
  const further = found.filter((one) => !one.message.includes(' is not of type ') || one.path !== path)
  if (further.length === 1 && further[0] !== undefined) return further[0]
  const expected = found.flatMap(({ message }) => / is not of type (.*)$/.exec(message)?.[1] ?? [])
  const hint = expected.length === found.length ? ` (expected ${[...new Set(expected)].join(' or ')})` : ''
  return { path, message: `${pythonRepr(item)} is not valid under any of the given schemas${hint}` }
}

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : [])

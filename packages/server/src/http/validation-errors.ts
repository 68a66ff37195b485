import { name as nameSchema, timestamp, uuid } from '@millrace/protocol'
import { z } from 'zod'
import type { Problem } from './problem.ts'
import { bare, isInteger, schemaAt, valueAt } from './schema-at.ts'

type Issue = z.core.$ZodIssue
type Words = Pick<Problem, 'type' | 'msg' | 'ctx'>

const NAME_PATTERN = '^[^/%&><]+$'

/**
 * What zod found wrong with `input`, in pydantic's words: `type` and `msg` are those that Prefect answers for the same mistake.
 * `where` begins each `loc`.
 */
export function problemsOf(schema: z.ZodType, issues: readonly Issue[], input: unknown, where: 'body' | 'query' | 'path'): Problem[] {
  return issues.flatMap((issue) => {
    const at = (path: readonly PropertyKey[]): unknown => valueAt(input, path)
    const loc = (path: readonly PropertyKey[]): (string | number)[] => [
      where,
      ...path.map((key) => (typeof key === 'number' ? key : String(key))),
    ]
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        type: 'extra_forbidden',
        loc: loc([...issue.path, key]),
        msg: 'Extra inputs are not permitted',
        input: at([...issue.path, key]),
      }))
    }
    const given = at(issue.path)
    if (given === undefined)
      return [{ type: 'missing', loc: loc(issue.path), msg: 'Field required', input: holderOf(schema, issue.path, input, where) }]
    const field = schemaAt(schema, issue.path, input)
    if (issue.code === 'invalid_union' && field !== timestamp) return unionProblems(issue, given, loc(issue.path))
    return [problem(wordsFor(issue, field, given), loc(issue.path), given)]
  })
}

/** In pydantic's order, which is how people read it. */
const problem = ({ type, msg, ctx }: Words, loc: Problem['loc'], input: unknown): Problem => ({
  type,
  loc,
  msg,
  input,
  ...(ctx === undefined ? {} : { ctx }),
})

/** pydantic shows the object that lacks the field; for separate arguments there is none. */
function holderOf(schema: z.ZodType, path: readonly PropertyKey[], input: unknown, where: string): unknown {
  if (where === 'query' || (path.length <= 1 && isArguments(schema))) return null
  return valueAt(input, path.slice(0, -1)) ?? null
}

/** True for a body of separate arguments (see `RouteSpec.body`), false for one model. */
export function isArguments(schema: z.ZodType): boolean {
  const body = bare(schema)
  return body instanceof z.ZodObject && body.def.catchall === undefined
}

function wordsFor(issue: Issue, field: z.core.$ZodType | undefined, given: unknown): Words {
  if (field === uuid) return uuidWords(given)
  if (field === timestamp) return timestampWords(given)
  if (field === nameSchema && issue.code !== 'invalid_type') return patternWords(NAME_PATTERN)
  switch (issue.code) {
    case 'invalid_type':
      return typeWords(issue.expected, field, given)
    case 'invalid_value':
      return choiceWords(issue.values, field)
    case 'too_small':
      return boundWords(issue.origin, issue.inclusive === false ? 'gt' : 'ge', issue.minimum)
    case 'too_big':
      return boundWords(issue.origin, issue.inclusive === false ? 'lt' : 'le', issue.maximum)
    case 'invalid_format':
      return issue.format === 'regex' && issue.pattern !== undefined
        ? patternWords(issue.pattern.replaceAll(/^\/|\/\w*$/g, ''))
        : valueError(issue.message)
    case 'custom':
      return customWords(issue)
    case 'invalid_key':
    case 'invalid_element':
    case 'invalid_union':
    case 'not_multiple_of':
    case 'unrecognized_keys':
      break
  }
  return valueError(issue.message)
}

const valueError = (message: string): Words => ({ type: 'value_error', msg: `Value error, ${message}`, ctx: { error: {} } })
const patternWords = (pattern: string): Words => ({
  type: 'string_pattern_mismatch',
  msg: `String should match pattern '${pattern}'`,
  ctx: { pattern },
})

function typeWords(expected: string, field: z.core.$ZodType | undefined, given: unknown): Words {
  switch (expected) {
    case 'string':
      return { type: 'string_type', msg: 'Input should be a valid string' }
    case 'int':
    case 'number':
      return numberWords(isInteger(field) || expected === 'int', given)
    case 'boolean':
      return typeof given === 'string' || typeof given === 'number'
        ? { type: 'bool_parsing', msg: 'Input should be a valid boolean, unable to interpret input' }
        : { type: 'bool_type', msg: 'Input should be a valid boolean' }
    case 'array':
      return { type: 'list_type', msg: 'Input should be a valid list' }
    case 'record':
      return { type: 'dict_type', msg: 'Input should be a valid dictionary' }
    case 'object':
      return { type: 'model_attributes_type', msg: 'Input should be a valid dictionary or object to extract fields from' }
    default:
      return { type: 'value_error', msg: `Value error, expected ${expected}` }
  }
}

function numberWords(integer: boolean, given: unknown): Words {
  const kind = integer ? 'int' : 'float'
  const noun = integer ? 'integer' : 'number'
  if (typeof given === 'string')
    return { type: `${kind}_parsing`, msg: `Input should be a valid ${noun}, unable to parse string as ${integer ? 'an' : 'a'} ${noun}` }
  if (integer && typeof given === 'number' && Number.isFinite(given)) {
    return { type: 'int_from_float', msg: 'Input should be a valid integer, got a number with a fractional part' }
  }
  return typeof given === 'number'
    ? { type: 'finite_number', msg: 'Input should be a finite number' }
    : { type: `${kind}_type`, msg: `Input should be a valid ${noun}` }
}

function choiceWords(values: readonly unknown[], field: z.core.$ZodType | undefined): Words {
  const quoted = values.map((value) => (typeof value === 'string' ? `'${value}'` : String(value)))
  const expected = quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`
  return { type: field instanceof z.ZodEnum ? 'enum' : 'literal_error', msg: `Input should be ${expected}`, ctx: { expected } }
}

const BOUNDS = {
  gt: ['greater_than', 'greater than'],
  ge: ['greater_than_equal', 'greater than or equal to'],
  lt: ['less_than', 'less than'],
  le: ['less_than_equal', 'less than or equal to'],
} as const

function boundWords(origin: string, bound: keyof typeof BOUNDS, limit: number | bigint): Words {
  const [type, words] = BOUNDS[bound]
  const value = Number(limit)
  const plural = value === 1 ? '' : 's'
  const low = bound.startsWith('g')
  if (origin === 'string') {
    return low
      ? { type: 'string_too_short', msg: `String should have at least ${value} character${plural}`, ctx: { min_length: value } }
      : { type: 'string_too_long', msg: `String should have at most ${value} character${plural}`, ctx: { max_length: value } }
  }
  if (origin === 'array') {
    return low
      ? { type: 'too_short', msg: `List should have at least ${value} item${plural} after validation`, ctx: { min_length: value } }
      : { type: 'too_long', msg: `List should have at most ${value} item${plural} after validation`, ctx: { max_length: value } }
  }
  return { type, msg: `Input should be ${words} ${value}`, ctx: { [bound]: value } }
}

function customWords(issue: Extract<Issue, { code: 'custom' }>): Words {
  const type = String(issue.params?.['type'] ?? 'value_error')
  return type === 'value_error' ? valueError(issue.message) : { type, msg: issue.message }
}

function uuidWords(given: unknown): Words {
  if (typeof given !== 'string') return { type: 'uuid_type', msg: 'UUID input should be a string, bytes or UUID object' }
  const at = given.search(/[^0-9a-fA-F-]/)
  const error =
    at === -1
      ? `invalid length: expected length 32 for simple format, found ${given.length}`
      : `invalid character: found \`${given.charAt(at)}\` at ${at}`
  return { type: 'uuid_parsing', msg: `Input should be a valid UUID, ${error}`, ctx: { error } }
}

const timestampWords = (given: unknown): Words =>
  typeof given === 'string'
    ? valueError(`Unable to parse string [${given.slice(0, 100)}]`)
    : { type: 'value_error', msg: 'value is not a valid datetime' }

/** How pydantic names the alternatives of a union of plain values. */
const ALTERNATIVES: Readonly<Record<string, string>> = { string: 'str', number: 'float', int: 'int', boolean: 'bool' }

/** One problem for each alternative, the alternative's name at the end of `loc`. */
function unionProblems(issue: Extract<Issue, { code: 'invalid_union' }>, given: unknown, loc: Problem['loc']): Problem[] {
  const alternatives = issue.errors.flatMap((inner) =>
    inner.map((fault) => {
      const at = valueAt(given, fault.path)
      const name = fault.code === 'invalid_type' && fault.path.length === 0 ? (ALTERNATIVES[fault.expected] ?? []) : []
      const keys = fault.code === 'unrecognized_keys' ? fault.keys : []
      return problem(alternativeWords(fault, at), [...loc, ...fault.path.map(String), ...keys].concat(name), at ?? given)
    }),
  )
  return alternatives.length > 0 ? alternatives : [problem(valueError(issue.message), loc, given)]
}

function alternativeWords(fault: Issue, at: unknown): Words {
  if (at === undefined) return { type: 'missing', msg: 'Field required' }
  if (fault.code === 'unrecognized_keys') return { type: 'extra_forbidden', msg: 'Extra inputs are not permitted' }
  return wordsFor(fault, undefined, at)
}

import { type Literal, readLiteral } from './literal.ts'
import { firstParentheses, splitAtCommas, splitOnce, withoutLeadingComments } from './scan.ts'

/** One parameter as the API knows it. */
export interface Parameter {
  readonly name: string
  /** May be left out as far as the signature says: it has a default, or collects what is left. */
  readonly optional: boolean
  /** The default, where it is a plain literal. */
  readonly fallback: Literal
}

/** How the arguments of a function relate to named parameters. */
export interface Signature {
  /** `positional`: one name per argument. `object`: one argument, whose properties are the parameters. */
  readonly style: 'positional' | 'object'
  readonly parameters: readonly Parameter[]
  /** The last parameter collects the rest: of the arguments, or of the properties (which then may have any name). */
  readonly rest: boolean
}

/** Any function at all. */
export type AnyFunction = (...args: never[]) => unknown

/**
 * Reads the names and literal defaults of a function's parameters from its own source.
 *
 * A single destructured argument stands for its properties; one among several is called `arg1` by its place from zero.
 */
export const signatureOf = (fn: AnyFunction): Signature => readSignature(Function.prototype.toString.call(fn)) ?? unnamed(fn.length)

/** The signature in the source of a function; undefined for native and bound ones, which have none. */
export function readSignature(source: string): Signature | undefined {
  const list = parameterList(source)
  if (list === undefined) return undefined
  const sources = splitAtCommas(list)
  const [first] = sources
  if (sources.length === 1 && first?.startsWith('{') === true) return objectSignature(first)
  const parameters = sources.map(readParameter)
  return { style: 'positional', parameters, rest: sources.at(-1)?.startsWith('...') ?? false }
}

const ARROW_OF_ONE = /^(?:async\s+)?([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=>/u

/** The source between the parentheses. */
function parameterList(source: string): string | undefined {
  const code = withoutLeadingComments(source)
  if (code.endsWith('{ [native code] }')) return undefined
  return ARROW_OF_ONE.exec(code)?.[1] ?? firstParentheses(code.replace(/^(?:async\s+)?\*?\s*\[[^\]]*\]/, ''))
}

const unnamed = (length: number): Signature => ({
  style: 'positional',
  parameters: Array.from({ length }, (_, index) => ({ name: `arg${index}`, optional: false, fallback: undefined })),
  rest: false,
})

function readParameter(source: string, index: number): Parameter {
  if (source.startsWith('...')) return { name: nameOf(source.slice(3), index), optional: true, fallback: { value: [] } }
  const [target, fallback] = splitOnce(source, '=')
  return withDefault(nameOf(target, index), fallback)
}

function objectSignature(source: string): Signature {
  const [pattern] = splitOnce(source, '=')
  const properties = splitAtCommas(pattern.slice(1, -1))
  const rest = properties.at(-1)?.startsWith('...') ?? false
  return { style: 'object', parameters: (rest ? properties.slice(0, -1) : properties).map(readProperty), rest }
}

function readProperty(source: string, index: number): Parameter {
  const [target, fallback] = splitOnce(source, '=')
  const [key, inner] = splitOnce(target, ':')
  // `{ a: b = 1 }` has its default after the colon, `{ a = 1 }` after the name.
  const [, innerFallback] = inner === undefined ? [] : splitOnce(inner, '=')
  return withDefault(nameOf(key, index), fallback ?? innerFallback)
}

const withDefault = (name: string, fallback: string | undefined): Parameter => ({
  name,
  optional: fallback !== undefined,
  fallback: fallback === undefined ? undefined : readLiteral(fallback),
})

function nameOf(target: string, index: number): string {
  const quoted = readLiteral(target)?.value
  if (typeof quoted === 'string') return quoted
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(target) ? target : `arg${index}`
}

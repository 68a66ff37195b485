import { ParameterError } from '../errors.ts'
import type { AnyFunction, Signature } from './signature.ts'
import { signatureOf } from './signature.ts'

/** Values by parameter name. */
export type NamedParameters = Readonly<Record<string, unknown>>

/** The arguments of a call by name, literal defaults of the signature filled in. */
export function namedParameters({ style, parameters, rest }: Signature, args: readonly unknown[]): NamedParameters {
  const given = style === 'object' ? propertiesOf(args[0]) : byPosition(parameters, args, rest)
  const defaults = parameters.flatMap(({ name, fallback }) => (given[name] === undefined && fallback ? [[name, fallback.value]] : []))
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return { ...Object.fromEntries(defaults), ...known }
}

/**
 * The arguments with which to call a function for these named parameters; what is missing is left to its defaults.
 *
 * @throws ParameterError naming every parameter that the function does not have.
 */
export function positionalArguments(signature: Signature, values: NamedParameters, what = 'the function'): unknown[] {
  refuseUnknown(signature, values, what)
  const { style, parameters, rest } = signature
  if (style === 'object') return [{ ...values }]
  const args = parameters.map(({ name }) => values[name])
  if (!rest) return withoutTrailingUndefined(args)
  const last = args.pop()
  return Array.isArray(last) ? [...args, ...(last as unknown[])] : withoutTrailingUndefined(args)
}

/** Calls `fn` with its parameters by name, as the API has them. */
export const callWithParameters = <Fn extends AnyFunction>(fn: Fn, values: NamedParameters): ReturnType<Fn> =>
  fn(...(positionalArguments(signatureOf(fn), values, fn.name) as never[])) as ReturnType<Fn>

const propertiesOf = (argument: unknown): NamedParameters =>
  typeof argument === 'object' && argument !== null ? (argument as NamedParameters) : {}

function byPosition(parameters: Signature['parameters'], args: readonly unknown[], rest: boolean): NamedParameters {
  const last = parameters.length - 1
  const entries = parameters.map(({ name }, index): [string, unknown] => [name, rest && index === last ? args.slice(last) : args[index]])
  return Object.fromEntries(entries)
}

function refuseUnknown({ style, parameters, rest }: Signature, values: NamedParameters, what: string): void {
  if (style === 'object' && rest) return
  const known = parameters.map(({ name }) => name)
  const unknown = Object.keys(values).filter((name) => !known.includes(name))
  if (unknown.length === 0) return
  const expected = known.length === 0 ? 'it takes no parameters' : `it takes ${known.join(', ')}`
  throw new ParameterError(
    what,
    unknown.map((name) => ({ path: name, message: `unknown parameter; ${expected}` })),
  )
}

function withoutTrailingUndefined(args: readonly unknown[]): unknown[] {
  const last = args.findLastIndex((value) => value !== undefined)
  return args.slice(0, last + 1)
}

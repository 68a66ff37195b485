import * as general from '../errors.ts'
import * as ofCalls from './errors.ts'
import { type Packed, pack, unpack } from './values.ts'

/** An error on its way to another thread or process, where its class may not exist. */
export interface WireError {
  readonly name: string
  readonly message: string
  readonly stack?: string | undefined
  readonly cause?: WireError | undefined
  /** Of an AggregateError. */
  readonly errors?: readonly WireError[] | undefined
  /** Its own fields, such as `code`, as far as they are data. */
  readonly fields: Readonly<Record<string, Packed>>
  /** The names of its other fields, which stay behind. */
  readonly lost: readonly string[]
  /** Something was thrown that is no Error. */
  readonly thrown?: Packed | undefined
}

const OWN = new Set(['name', 'message', 'stack', 'cause', 'errors'])
/** Causes of causes, at most so many. */
const DEEPEST = 8

/** What is told of an error elsewhere: name, message, stack, causes and fields. */
export function wireError(thrown: unknown, depth = 0): WireError {
  if (!(thrown instanceof Error)) return wireThrown(thrown)
  const { name, message, stack, cause } = thrown
  const fields: Record<string, Packed> = {}
  const lost: string[] = []
  for (const [key, value] of Object.entries(thrown)) {
    if (OWN.has(key)) continue
    try {
      fields[key] = pack(value, key)
    } catch {
      lost.push(key)
    }
  }
  const deeper = depth < DEEPEST
  return {
    name,
    message,
    stack,
    fields,
    lost,
    ...(cause === undefined || !deeper ? {} : { cause: wireError(cause, depth + 1) }),
    ...(thrown instanceof AggregateError && deeper ? { errors: thrown.errors.map((each) => wireError(each, depth + 1)) } : {}),
  }
}

function wireThrown(thrown: unknown): WireError {
  const { name, message } = general.asError(thrown)
  try {
    return { name, message, fields: {}, lost: [], thrown: pack(thrown, 'what was thrown') }
  } catch {
    return { name, message, fields: {}, lost: [] }
  }
}

type ErrorClass = abstract new (...args: never[]) => Error

/** The classes that are the same everywhere. */
const KNOWN: readonly unknown[] = [
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
  AggregateError,
  ...Object.values(general),
  ...Object.values(ofCalls),
]
const CLASSES = new Map(KNOWN.filter(isErrorClass).map((type) => [type.name, type]))

function isErrorClass(value: unknown): value is ErrorClass {
  return value === Error || (typeof value === 'function' && value.prototype instanceof Error)
}

/** The error again. It is an instance of its class when that is one of JavaScript's or ours, else of Error, with its name. */
export function reviveError({ name, message, stack, cause, errors, fields, thrown }: WireError): unknown {
  if (thrown !== undefined) return unpack(thrown)
  const error = new Error(message, cause === undefined ? undefined : { cause: reviveError(cause) })
  const known = CLASSES.get(name)
  if (known !== undefined) Object.setPrototypeOf(error, known.prototype as object)
  for (const [key, value] of Object.entries(fields)) (error as unknown as Record<string, unknown>)[key] = unpack(value)
  if (errors !== undefined) Object.assign(error, { errors: errors.map(reviveError) })
  if (error.name !== name) Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true })
  if (stack !== undefined) Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true })
  return error
}

import { DefinitionError } from './errors.ts'
import { namedInTemplate } from './name-template.ts'
import type { RetryDelay } from './retry-delays.ts'
import type { AnyFunction, Signature } from './parameters/signature.ts'
import type { ResultStorageOption } from './results/block-storage.ts'

const FORBIDDEN = /[/%&><]/

/** Tells options and function of `flow(fn)`, `flow(options, fn)` apart, and so of `task`. @throws DefinitionError without a function. */
export function definitionParts<Options extends object>(
  kind: 'flow' | 'task',
  first: Options | AnyFunction,
  second: AnyFunction | undefined,
): readonly [options: Options | Record<string, never>, fn: AnyFunction] {
  if (typeof first === 'function') return [{}, first]
  if (second !== undefined && typeof first === 'object' && first !== null) return [first, second]
  throw new DefinitionError(`expected ${kind}(fn) or ${kind}(options, fn), got ${described(first)}`)
}

function described(first: unknown): string {
  if (first instanceof Promise) return 'a promise: give the function itself, not a call of it'
  if (first === null || typeof first === 'undefined') return String(first)
  return typeof first === 'object' ? 'options and no function' : `a ${typeof first}`
}

/** Throws `DefinitionError` for a text that names no block: often a folder is meant. */
export function checkResultStorage(what: string, storage: ResultStorageOption | undefined): void {
  if (typeof storage !== 'string' || /^[\w-]+\/[^/]/.test(storage)) return
  throw new DefinitionError(
    `expected a storage block as 'block-type/block-name', or a storage, for \`resultStorage\` of ${what}, got '${storage}'; ${insteadOf(storage)}`,
  )
}

const insteadOf = (text: string): string =>
  text.includes('://')
    ? 'for an address: `s3Storage(…)`, `gcsStorage(…)`, `azureStorage(…)` or `opendalStorage(…)`'
    : `for a folder: \`localStorage(${JSON.stringify(text)})\``

/** The name a flow or task goes by: the one given, or its function's. */
export function definitionName(kind: 'flow' | 'task', given: string | undefined, fn: AnyFunction): string {
  if (typeof fn !== 'function') throw new DefinitionError(`expected ${kind}(fn) or ${kind}(options, fn), got ${typeof fn} for fn`)
  const name = given ?? fn.name
  if (name === '') throw new DefinitionError(`this ${kind} has no name: give its function one, or pass ${kind}({ name: '…' }, fn)`)
  if (FORBIDDEN.test(name)) throw new DefinitionError(`the name of ${kind} '${name}' must not contain any of / % & > <`)
  return name
}

/** Throws `DefinitionError` for a number of retries or seconds that cannot be meant. */
export function checkNumbers(what: string, numbers: Readonly<Record<string, number | undefined>>): void {
  for (const [option, value] of Object.entries(numbers)) {
    if (value !== undefined && !(Number.isFinite(value) && value >= 0)) {
      throw new DefinitionError(`expected \`${option}\` of ${what} to be a number from 0, got ${String(value)}`)
    }
  }
}

/** Throws `DefinitionError` for delays before retries that cannot be meant. */
export function checkDelays(what: string, delay: RetryDelay | undefined): void {
  if (delay === undefined || typeof delay === 'function') return
  if (typeof delay === 'number') return checkNumbers(what, { retryDelaySeconds: delay })
  if (delay.length === 0)
    throw new DefinitionError(`expected \`retryDelaySeconds\` of ${what} to have a delay in its list, got an empty one`)
  for (const [index, each] of delay.entries()) checkNumbers(what, { [`retryDelaySeconds[${index}]`]: each })
}

/**
 * Throws `DefinitionError` for a template of run names with a parameter that there is not. A single destructured parameter may have
 * properties that the function does not name, so there all are taken.
 */
export function checkTemplate(
  what: string,
  option: 'flowRunName' | 'taskRunName',
  template: unknown,
  { style, parameters }: Signature,
): void {
  if (typeof template !== 'string' || style === 'object') return
  const known = parameters.map(({ name }) => name)
  const unknown = namedInTemplate(template).filter((name) => !known.includes(name))
  if (unknown.length === 0) return
  const takes = known.length === 0 ? 'it takes none' : `it takes ${known.join(', ')}`
  throw new DefinitionError(
    `expected \`${option}\` of ${what} to name parameters of its function, got {${unknown.join('}, {')}}; ${takes}. Write {{ and }} for braces`,
  )
}

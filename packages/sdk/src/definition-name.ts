import { DefinitionError } from './errors.ts'
import type { RetryDelay } from './retry-delays.ts'
import type { AnyFunction } from './parameters/signature.ts'

const FORBIDDEN = /[/%&><]/

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

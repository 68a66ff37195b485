import { MillraceError } from '../errors.ts'
import type { NamedParameters } from '../parameters/call-parameters.ts'

/** What the key of a result may be made of. */
export interface StorageKeyContext {
  readonly task: { readonly name: string }
  readonly taskRun: { readonly id: string; readonly name: string }
  /** Undefined for a task that is called on its own. */
  readonly flowRun: { readonly id: string; readonly name: string; readonly flowName: string } | undefined
  readonly parameters: NamedParameters
}

/**
 * Where a task's result is kept: a text with `{parameters.day}`, `{task.name}`, `{taskRun.name}`, `{taskRun.id}`, `{flowRun.name}`,
 * `{flowRun.id}` or `{flowRun.flowName}` in it, or a function. Runs with the same key write over each other.
 */
export type StorageKey = string | ((context: StorageKeyContext) => string)

/** @throws MillraceError for a placeholder that is none, or whose value is no text, number, truth value or date. */
export function storageKeyFrom(key: StorageKey, context: StorageKeyContext): string {
  const made = typeof key === 'function' ? key(context) : key.replaceAll(/\{([^{}]*)\}/g, (_, path: string) => textAt(path, key, context))
  if (typeof made === 'string' && made !== '') return made
  throw new MillraceError(`the resultStorageKey of task '${context.task.name}' came to ${JSON.stringify(made)}; expected a text`)
}

function textAt(path: string, template: string, context: StorageKeyContext): string {
  const value = path
    .trim()
    .split('.')
    .reduce<unknown>(
      (object, name) =>
        typeof object === 'object' && object !== null && Object.hasOwn(object, name) ? Reflect.get(object, name) : undefined,
      context,
    )
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value)
  const names = Object.keys(context.parameters).map((name) => `parameters.${name}`)
  throw new MillraceError(
    `{${path}} in the resultStorageKey '${template}' of task '${context.task.name}' is no text, number, truth value or date; there is ${['task.name', 'taskRun.name', 'taskRun.id', ...(context.flowRun === undefined ? [] : ['flowRun.name', 'flowRun.id', 'flowRun.flowName']), ...names].join(', ')}`,
  )
}

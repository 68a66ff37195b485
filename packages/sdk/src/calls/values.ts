import { parse, stringify } from 'devalue'
import { describeError } from '../errors.ts'
import { NotSendable } from './errors.ts'

/** A value on its way: as the structured clone algorithm takes it, or as text where that would lose something. */
export type Packed = { readonly plain: unknown; readonly buffers?: readonly (readonly string[])[] } | { readonly text: string }

/**
 * Makes a value ready to go to another thread or process. What comes out there is what went in: Dates, Maps, Sets,
 * typed arrays, Buffers, URLs, errors and cycles are kept.
 *
 * @throws NotSendable for functions, symbols, promises and instances of classes, naming where they are.
 */
export function pack(value: unknown, what: string): Packed {
  const walk = new Walk(what)
  try {
    walk.visit(value, [])
  } catch (error) {
    if (error instanceof RangeError) throw new NotSendable(what, '', `nested too deep (${error.message})`)
    throw error
  }
  if (walk.needsText) return packAsText(value, what)
  return walk.buffers.length === 0 ? { plain: value } : { plain: value, buffers: walk.buffers }
}

/** As `pack`, for connections that carry text only. */
export function packAsText(value: unknown, what: string): { readonly text: string } {
  new Walk(what).visit(value, [])
  try {
    return { text: stringify(value, REDUCERS) }
  } catch (error) {
    throw new NotSendable(what, '', `no plain data (${describeError(error)})`)
  }
}

/** The value that was packed. */
export function unpack(packed: Packed): unknown {
  if ('text' in packed) return parse(packed.text, REVIVERS)
  const root = { value: packed.plain }
  for (const path of packed.buffers ?? []) restoreBuffer(root, ['value', ...path])
  return root.value
}

type ErrorInValue = Pick<Error, 'name' | 'message' | 'stack' | 'cause'>

const REDUCERS = {
  Error: (item: unknown) => item instanceof Error && { name: item.name, message: item.message, stack: item.stack, cause: item.cause },
  Buffer: (item: unknown) => Buffer.isBuffer(item) && [item.toString('base64')],
}

const REVIVERS = {
  Error: ({ name, message, stack, cause }: ErrorInValue) => Object.assign(new Error(message, { cause }), { name, stack }),
  Buffer: ([text]: [string]) => Buffer.from(text, 'base64'),
}

/** Looks at a value once: what cannot be sent, and what a clone would not give back as it was. */
class Walk {
  needsText = false
  readonly buffers: (readonly string[])[] = []
  readonly #what: string
  readonly #seen = new Set<object>()

  constructor(what: string) {
    this.#what = what
  }

  visit(value: unknown, path: readonly string[], reachable = true): void {
    if (typeof value === 'function') throw this.#refuse(path, `a function${value.name === '' ? '' : ` ('${value.name}')`}`)
    if (typeof value === 'symbol') throw this.#refuse(path, `a symbol (${String(value)})`)
    if (typeof value !== 'object' || value === null || this.#seen.has(value)) return
    this.#seen.add(value)
    if (Array.isArray(value)) return this.#each(value.entries(), path, reachable)
    if (value instanceof Map) {
      this.#each(value.entries(), path, false)
      return this.#each([...value.keys()].entries(), path, false)
    }
    if (value instanceof Set) return this.#each([...value].entries(), path, false)
    if (Buffer.isBuffer(value)) {
      if (reachable) this.buffers.push(path)
      else this.needsText = true
      return
    }
    if (CLONED.some((type) => value instanceof type) || ArrayBuffer.isView(value)) return
    if (value instanceof Error || value instanceof URL || value instanceof URLSearchParams) {
      this.needsText = true
      // Whatever caused an error goes with it.
      return value instanceof Error ? this.visit(value.cause, [...path, 'cause'], false) : undefined
    }
    if (!isPlain(value)) throw this.#refuse(path, `an instance of ${value.constructor?.name ?? 'a class'}`)
    if (Object.getOwnPropertySymbols(value).length > 0) throw this.#refuse(path, 'an object with a symbol as key')
    this.#each(Object.entries(value), path, reachable)
  }

  #each(entries: Iterable<readonly [unknown, unknown]>, path: readonly string[], reachable: boolean): void {
    for (const [key, item] of entries) if (!isSimple(item)) this.visit(item, [...path, String(key)], reachable)
  }

  #refuse(path: readonly string[], reason: string): NotSendable {
    return new NotSendable(this.#what, path.map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`)).join(''), reason)
  }
}

const CLONED = [Date, RegExp, ArrayBuffer] as const

/** Most items of large arrays: nothing to look into. */
const isSimple = (value: unknown): boolean => typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean'

/** Also those of another realm, as in tests. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** A clone of a Buffer is a Uint8Array. */
function restoreBuffer(root: object, path: readonly string[]): void {
  const key = path.at(-1) ?? ''
  const parent = path.slice(0, -1).reduce((item: unknown, step) => (item as Record<string, unknown>)[step], root) as Record<string, unknown>
  const view = parent[key]
  if (view instanceof Uint8Array) parent[key] = Buffer.from(view.buffer, view.byteOffset, view.byteLength)
}

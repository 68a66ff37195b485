import { kindOf, type Schema } from './schema.ts'

/** Lines, or what commas or tabs part, as items; undefined for one thing, or items that are no texts or numbers. */
export function pastedItems(pasted: string, item: Schema): readonly unknown[] | undefined {
  const kind = kindOf(item)
  if (kind !== 'text' && kind !== 'number') return undefined
  const separator = /[\n\t]/.test(pasted.trim()) ? /[\r\n\t]+/ : kind === 'number' ? /[,;\s]+/ : undefined
  const parts =
    separator === undefined
      ? []
      : pasted
          .split(separator)
          .map((part) => part.trim())
          .filter((part) => part !== '')
  if (parts.length < 2) return undefined
  if (kind === 'text') return parts
  const numbers = parts.map(Number)
  return numbers.some(Number.isNaN) ? undefined : numbers
}

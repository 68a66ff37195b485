import { z } from 'zod'

interface Shape {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
  readonly unit?: string
  readonly items?: Shape
  readonly anyOf?: readonly Shape[]
}

/** What a setting may be, in words: `a whole number from 0 to 65535`. */
export const expectationOf = (schema: z.ZodType): string =>
  wordsFor(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as Shape)

function wordsFor({ type, enum: words, minimum, maximum, unit, items, anyOf }: Shape): string {
  if (anyOf !== undefined)
    return anyOf
      .filter((each) => each.type !== 'null')
      .map(wordsFor)
      .join(', or ')
  if (words !== undefined) return `one of ${words.join(', ')}`
  if (type === 'boolean') return 'true or false'
  if (type === 'integer') return `a whole number${bounds(minimum, maximum)}`
  if (type === 'number') return `${unit === undefined ? 'a number' : `a number of ${unit}`}${bounds(minimum, maximum)}`
  if (type === 'array') return items?.type === 'string' ? 'a list separated by commas' : `a list, each ${wordsFor(items ?? {})}`
  return type === 'object' ? 'a JSON object of texts' : 'text'
}

function bounds(minimum: number | undefined, maximum: number | undefined): string {
  const least = minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum
  const most = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`
  if (least !== undefined) return ` of at least ${least}`
  return most === undefined ? '' : ` of at most ${most}`
}

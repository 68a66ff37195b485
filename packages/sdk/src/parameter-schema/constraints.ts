import type { Json } from '@millrace/protocol'
import type { JSDocTagInfo } from 'typescript/unstable/sync'
import type { JsonSchema } from './walk.ts'

const NUMBERS = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
])
const TEXTS = new Set(['pattern', 'format'])

/** What the tags of a comment say about a value beyond its type: `@minimum 1`, `@pattern ^a`, `@default 3`, `@asType integer`. */
export function constraintsFrom(tags: readonly JSDocTagInfo[]): JsonSchema {
  const constraints: JsonSchema = {}
  for (const { name, text = '' } of tags) {
    const value = text.trim()
    if (NUMBERS.has(name) && value !== '' && Number.isFinite(Number(value))) constraints[name] = Number(value)
    else if (TEXTS.has(name) && value !== '') constraints[name] = value
    else if (name === 'asType' && value !== '') constraints.type = value
    else if (name === 'default' && value !== '') constraints.default = jsonOrText(value)
  }
  return constraints
}

function jsonOrText(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

import { isObject } from '../schema-form/schema.ts'

/** A value as YAML 1.1 reads it, in blocks: texts that could be read as something else stand in quotes, as JSON has them. */
export const yamlOf = (value: unknown): string => `${lines(value).join('\n')}\n`

function lines(value: unknown): string[] {
  if (Array.isArray(value) && value.length > 0) return value.flatMap((item) => indented('- ', lines(item)))
  if (!isObject(value) || Object.keys(value).length === 0) return [scalar(value)]
  return Object.entries(value).flatMap(([key, inner]) =>
    hasParts(inner) ? [`${scalar(key)}:`, ...indented('  ', lines(inner))] : [`${scalar(key)}: ${scalar(inner)}`],
  )
}

const hasParts = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : isObject(value) && Object.keys(value).length > 0)

const indented = (first: string, [head = '', ...more]: readonly string[]): string[] => [
  first + head,
  ...more.map((line) => ' '.repeat(first.length) + line),
]

/** Words that YAML 1.1 takes for something else. */
const TAKEN = /^(?:y|n|yes|no|on|off|true|false|null|~)$/i

const scalar = (value: unknown): string =>
  typeof value === 'string' && /^[a-zA-Z_][\w ./-]*[\w./-]$|^[a-zA-Z]$/.test(value) && !TAKEN.test(value) ? value : JSON.stringify(value)

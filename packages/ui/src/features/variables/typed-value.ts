/** How a variable's value is put in. */
export const VALUE_KINDS = ['text', 'number', 'boolean', 'json'] as const

export type ValueKind = (typeof VALUE_KINDS)[number]

/** The kind of a value; lists, objects and null are JSON. */
export function kindOfValue(value: unknown): ValueKind {
  if (typeof value === 'string') return 'text'
  if (typeof value === 'number') return 'number'
  return typeof value === 'boolean' ? 'boolean' : 'json'
}

/** The value as another kind, as far as it can be one: nothing that was typed is lost where it can be read so. */
export function asKind(value: unknown, kind: ValueKind): unknown {
  if (kindOfValue(value) === kind) return value
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null)
  switch (kind) {
    case 'text':
      return text
    case 'number': {
      const number = Number(text)
      return text.trim() === '' || Number.isNaN(number) ? 0 : number
    }
    case 'boolean':
      return text === 'true'
    case 'json':
      break
  }
  try {
    return JSON.parse(text) as unknown
  } catch {
    return value
  }
}

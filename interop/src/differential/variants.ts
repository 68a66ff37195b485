import type { Conversation, Method } from './conversation.ts'

type Body = Readonly<Record<string, unknown>>

/**
 * Sends every usual mistake to an operation that takes `valid`: each field null, absent and of a wrong type, an unknown one, and
 * bodies that are empty, no object or no JSON. `fresh` makes a field different each time where a repetition would answer otherwise.
 */
export async function sendVariants(
  api: Conversation,
  label: string,
  method: Method,
  path: string,
  valid: Body,
  fresh: (count: number) => Body = () => ({}),
): Promise<void> {
  let count = 0
  const send = async (what: string, change: Body, without?: string): Promise<void> => {
    count += 1
    const { [without ?? '']: _, ...kept } = valid
    const made = without !== undefined && without in change ? {} : fresh(count)
    const { [without ?? '']: __, ...renewed } = made
    await api.call(`${label}, ${what}`, method, path, { ...kept, ...renewed, ...change })
  }
  for (const [field, value] of Object.entries(valid)) {
    await send(`${field} null`, { [field]: null })
    await send(`${field} absent`, {}, field)
    await send(`${field} of a wrong type`, { [field]: wrongFor(value) })
  }
  await send('with an unknown field', { surprise: 1 })
  await api.call(`${label}, empty object`, method, path, {})
  await api.call(`${label}, no body`, method, path)
  await api.call(`${label}, a list`, method, path, ['wrong'])
  await api.call(`${label}, null`, method, path, null)
  await api.call(`${label}, no JSON`, method, path, undefined, { raw: '{"name": ' })
  await api.call(`${label}, as text`, method, path, valid, { headers: { 'content-type': 'text/plain' } })
}

function wrongFor(value: unknown): unknown {
  if (typeof value === 'string') return { wrong: 1 }
  if (typeof value === 'number' || typeof value === 'boolean') return 'wrong'
  if (Array.isArray(value)) return 'wrong'
  return typeof value === 'object' && value !== null ? ['wrong'] : { wrong: 1 }
}

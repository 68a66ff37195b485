import type { Json } from '@millrace/protocol'
import { BlockUnfit, optionalText, type Notifier, textOf } from './notification.ts'

type Values = Readonly<Record<string, Json>>

/** Any call, with `{{subject}}`, `{{body}}`, `{{name}}` and the block's secrets put into its texts. */
export const customWebhook: Notifier = (data, { subject, body }) => {
  const secrets = isObject(data['secrets']) ? data['secrets'] : {}
  const values = { ...secrets, subject: subject ?? 'null', body, name: optionalText(data, 'name') ?? '' }
  const [json, form] = [fill(data['json_data'] ?? null, values), fill(data['form_data'] ?? null, values)]
  if (json !== null && form !== null) throw new BlockUnfit('the block has both form_data and json_data; one of them must go')
  const { content, type } = contentOf(json, form)
  const cookies = textEntries(fill(data['cookies'] ?? null, values))
  return [
    {
      method: optionalText(data, 'method') ?? 'POST',
      url: withQuery(filledText(textOf(data, 'url'), values), textEntries(fill(data['params'] ?? null, values))),
      headers: {
        'user-agent': 'Prefect Notifications',
        ...(type === undefined ? {} : { 'content-type': type }),
        ...(cookies.length === 0 ? {} : { cookie: cookies.map(([name, value]) => `${name}=${value}`).join('; ') }),
        ...Object.fromEntries(textEntries(fill(data['headers'] ?? null, values))),
      },
      body: content,
      timeout: typeof data['timeout'] === 'number' ? data['timeout'] : 10,
      allowPrivate: data['allow_private_urls'] !== false,
    },
  ]
}

function contentOf(json: Json, form: Json): { content?: string; type?: string } {
  if (json !== null) return { content: JSON.stringify(json), type: 'application/json' }
  if (typeof form === 'string') return { content: form }
  if (form === null) return {}
  return { content: new URLSearchParams(textEntries(form)).toString(), type: 'application/x-www-form-urlencoded' }
}

const PLACEHOLDER = /\{\{\s*([\w.\-[\]$]+)\s*\}\}/g
const ONLY_PLACEHOLDER = /^\{\{\s*([\w.\-[\]$]+)\s*\}\}$/

/** Puts values in the places of a text, or of all texts in an object or list. A text that is a place and nothing else becomes the value itself. */
function fill(template: Json, values: Values): Json {
  if (typeof template === 'string') {
    const only = ONLY_PLACEHOLDER.exec(template)?.[1]
    if (only !== undefined && Object.hasOwn(values, only)) return values[only] ?? null
    return filledText(template, values)
  }
  if (Array.isArray(template)) return (template as readonly Json[]).map((one) => fill(one, values))
  if (isObject(template)) return Object.fromEntries(Object.entries(template).map(([name, value]) => [name, fill(value, values)]))
  return template
}

const filledText = (template: string, values: Values): string =>
  template.replaceAll(PLACEHOLDER, (whole, name: string) => (Object.hasOwn(values, name) ? asText(values[name] ?? null) : whole))

const asText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

function withQuery(url: string, entries: readonly [string, string][]): string {
  const parsed = URL.parse(url)
  if (parsed === null || entries.length === 0) return url
  for (const [name, value] of entries) parsed.searchParams.append(name, value)
  return parsed.href
}

const textEntries = (value: Json): [string, string][] =>
  isObject(value) ? Object.entries(value).map(([name, one]) => [name, asText(one)]) : []

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

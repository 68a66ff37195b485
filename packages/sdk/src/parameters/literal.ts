import type { Json } from '@millrace/protocol'
import { splitAtCommas, splitOnce } from './scan.ts'

/** What a literal stands for; `undefined` for an expression that would have to be run. */
export type Literal = { readonly value: Json } | undefined

const WORDS: ReadonlyMap<string, Json> = new Map<string, Json>([
  ['true', true],
  ['false', false],
  ['null', null],
])

/** Reads a JavaScript literal that JSON can say: numbers, text, true, false, null, and arrays and objects of them. */
export function readLiteral(source: string): Literal {
  const text = source.trim()
  const word = WORDS.get(text)
  if (word !== undefined) return { value: word }
  if (/^[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return { value: Number(text.replaceAll('_', '')) }
  if (text.startsWith("'") || text.startsWith('"') || text.startsWith('`')) return readText(text)
  if (text.startsWith('[') && text.endsWith(']')) return readArray(text.slice(1, -1))
  if (text.startsWith('{') && text.endsWith('}')) return readObject(text.slice(1, -1))
  return undefined
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['0', '\0'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
  ['\n', ''],
])

function readText(text: string): Literal {
  const quote = text.charAt(0)
  const body = text.slice(1, -1)
  const whole = new RegExp(`^(?:[^${quote}\\\\]|\\\\[\\s\\S])*$`)
  if (text.length < 2 || !text.endsWith(quote) || !whole.test(body) || (quote === '`' && body.includes('${'))) return undefined
  const value = body.replaceAll(/\\(?:u\{([0-9a-f]+)\}|u([0-9a-f]{4})|x([0-9a-f]{2})|([\s\S]))/gi, (_, long, unit, byte, other: string) => {
    const code = (long ?? unit ?? byte) as string | undefined
    return code === undefined ? (ESCAPES.get(other) ?? other) : String.fromCodePoint(Number.parseInt(code, 16))
  })
  return { value }
}

function readArray(body: string): Literal {
  const items = splitAtCommas(body).map(readLiteral)
  return items.every((item) => item !== undefined) ? { value: items.map((item) => item.value) } : undefined
}

function readObject(body: string): Literal {
  const entries = splitAtCommas(body).map(readEntry)
  return entries.every((entry) => entry !== undefined) ? { value: Object.fromEntries(entries) } : undefined
}

function readEntry(source: string): readonly [string, Json] | undefined {
  const [key, text] = splitOnce(source, ':')
  if (text === undefined) return undefined
  const name = /^[\w$]+$/.test(key) ? key : readLiteral(key)?.value
  const literal = readLiteral(text)
  return literal === undefined || typeof name !== 'string' ? undefined : [name, literal.value]
}

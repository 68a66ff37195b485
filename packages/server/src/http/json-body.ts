import { isUtf8 } from 'node:buffer'
import { InvalidRequest, type Problem, UnreadableBody } from './problem.ts'

/** Deepest nesting of a body. */
const MAXIMUM_DEPTH = 64

/**
 * Text that may hold what the schemas cannot see: NUL or half a surrogate pair (by escape), a number too large for a double, or a
 * key that reaches an object's prototype. Only such bodies are walked.
 */
const SUSPICIOUS = /\\u|__proto__|\d[eE]\+?\d{3}|\d{309}/

/**
 * Reads a JSON body as Python's parser would, and refuses what would break later: bad UTF-8, nesting above 64, NUL, lone
 * surrogates, numbers beyond a double, `__proto__`. `undefined` for an empty body.
 */
export function readJson(body: Buffer | string | undefined, nul: 'refused' | 'admitted' = 'refused'): unknown {
  if (body === undefined || body.length === 0) return undefined
  if (typeof body !== 'string' && !isUtf8(body)) throw new UnreadableBody()
  const raw = typeof body === 'string' ? body : body.toString('utf8')
  const text = raw.charCodeAt(0) === 0xfe_ff ? raw.slice(1) : raw
  if (isTooDeep(text)) throw new InvalidRequest([problem([], `Value error, JSON nested deeper than ${MAXIMUM_DEPTH} levels`, null)], null)
  const value = parse(text)
  if (SUSPICIOUS.test(text)) {
    const found = hazardIn(value, [], nul === 'admitted')
    if (found !== undefined) throw new InvalidRequest([found], null)
  }
  return value
}

/** How V8's messages begin, and what Python says to the same text. */
const PYTHON_WORDS = [
  ['Unexpected non-whitespace', 'Extra data'],
  ["Expected ','", "Expecting ',' delimiter"],
  ["Expected ':'", "Expecting ':' delimiter"],
  ['Expected property name', 'Expecting property name enclosed in double quotes'],
  ['Expected double-quoted', 'Expecting property name enclosed in double quotes'],
  ['Unterminated string', 'Unterminated string starting at'],
  ['Bad control character', 'Invalid control character at'],
  ['Bad escaped character', 'Invalid \\escape'],
] as const

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const position = Number(/at position (\d+)/.exec(message)?.[1] ?? text.length)
    const ctx = { error: PYTHON_WORDS.find(([begin]) => message.startsWith(begin))?.[1] ?? 'Expecting value' }
    throw new InvalidRequest([{ type: 'json_invalid', loc: ['body', position], msg: 'JSON decode error', input: {}, ctx }], text)
  }
}

/** Few bodies have as many brackets as the limit; only those are read character by character. */
function isTooDeep(text: string): boolean {
  let openers = 0
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at !== -1 && openers <= MAXIMUM_DEPTH; at = text.indexOf(bracket, at + 1)) openers += 1
  }
  return openers > MAXIMUM_DEPTH && deepest(text) > MAXIMUM_DEPTH
}

function deepest(text: string): number {
  let depth = 0
  let most = 0
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (quoted) {
      if (code === 0x5c) at += 1
      else if (code === 0x22) quoted = false
    } else if (code === 0x22) quoted = true
    else if (code === 0x7b || code === 0x5b) most = Math.max(most, (depth += 1))
    else if (code === 0x7d || code === 0x5d) depth -= 1
  }
  return most
}

function hazardIn(value: unknown, path: readonly (string | number)[], nulAdmitted: boolean): Problem | undefined {
  if (typeof value === 'string') return hazardOfText(value, path, nulAdmitted)
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return { type: 'finite_number', loc: ['body', ...path], msg: 'Input should be a finite number', input: null }
  }
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, member] of Object.entries(value)) {
    const place = [...path, Array.isArray(value) ? Number(key) : key]
    if (key === '__proto__') return problem(place, 'Value error, __proto__ is not allowed as a key', null)
    const found = hazardOfText(key, path, nulAdmitted) ?? hazardIn(member, place, nulAdmitted)
    if (found !== undefined) return found
  }
  return undefined
}

function hazardOfText(text: string, path: readonly (string | number)[], nulAdmitted: boolean): Problem | undefined {
  if (!text.isWellFormed()) {
    return {
      type: 'string_unicode',
      loc: ['body', ...path],
      msg: 'Input should be a valid string, unable to parse raw data as a unicode string',
      input: null,
    }
  }
  return !nulAdmitted && text.includes('\0') ? problem(path, 'Value error, text must not contain NUL characters', null) : undefined
}

const problem = (path: readonly (string | number)[], msg: string, input: unknown): Problem => ({
  type: 'value_error',
  loc: ['body', ...path],
  msg,
  input,
})

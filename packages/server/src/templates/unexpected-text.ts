import { pythonRepr } from '../json-schema/python-repr.ts'
import { TemplateError } from './errors.ts'

/** Where an expression or statement begins, and what only looks like one: comments, and texts that are raw. */
const BEGINNINGS = /\{#[\s\S]*?(?:#\}|$)|\{%[-+]?\s*raw\s*-?%\}[\s\S]*?(?:\{%[-+]?\s*endraw\s*[-+]?%\}|$)|\{\{|\{%/g

const ENDS = { '{{': /-?\}\}/y, '{%': /[-+]?%\}/y } as const

/** What may stand in an expression: space, names and numbers, texts, operators. */
const PART = /\s+|[\p{L}\p{N}_]+|'[^'\\]*(?:\\[\s\S][^'\\]*)*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*"|\/\/|\*\*|[=!<>]=|[-+/*%~.,:;=|<>()[\]{}]/uy

const CLOSING: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
])
const CLOSES = new Set(CLOSING.values())

/**
 * Refuses a template with a character that no expression has, or with a bracket that closes what is not open, in the words and at the
 * place that Jinja 3 names. Throws `TemplateError`. What is put together wrongly is left to whoever reads the template.
 */
export function checkText(source: string): void {
  const text = source.replaceAll(/\r\n?/g, '\n').replace(/\n$/, '')
  BEGINNINGS.lastIndex = 0
  for (let found = BEGINNINGS.exec(text); found !== null; found = BEGINNINGS.exec(text)) {
    const [beginning] = found
    if (beginning === '{{' || beginning === '{%') BEGINNINGS.lastIndex = endOf(text, BEGINNINGS.lastIndex, ENDS[beginning])
  }
}

/** The place behind an expression that begins at `from`. */
function endOf(text: string, from: number, end: RegExp): number {
  const open: string[] = []
  let at = from
  while (at < text.length) {
    end.lastIndex = at
    // Within brackets, what looks like the end are brackets and operators.
    if (open.length === 0 && end.test(text)) return end.lastIndex
    PART.lastIndex = at
    const part = PART.exec(text)?.[0]
    if (part === undefined) throw mistake(text, at, `unexpected char ${pythonRepr(characterAt(text, at))} at ${lengthOf(text, at)}`)
    const closing = CLOSING.get(part)
    if (closing !== undefined) open.push(closing)
    else if (CLOSES.has(part)) {
      const expected = open.pop()
      if (expected !== part) throw mistake(text, at, `unexpected '${part}'${expected === undefined ? '' : `, expected '${expected}'`}`)
    }
    at += part.length
  }
  return at
}

const mistake = (text: string, at: number, message: string): TemplateError =>
  new TemplateError(message, text.slice(0, at).split('\n').length)

const characterAt = (text: string, at: number): string => String.fromCodePoint(text.codePointAt(at) ?? 0)

/** In characters as Python counts them. */
const lengthOf = (text: string, at: number): number => Array.from(text.slice(0, at)).length

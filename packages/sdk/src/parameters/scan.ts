const OPENING = new Set(['(', '[', '{'])
const CLOSING = new Set([')', ']', '}'])

/** The parts of JavaScript source between its top-level commas, comments left out; empty ones are dropped. */
export function splitAtCommas(source: string): string[] {
  const parts = splitAt(source, (text, index) => text[index] === ',')
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

/** What stands before and after the first top-level `=` (not of `=>`, `==`), or `:` where `separator` says so. */
export function splitOnce(source: string, separator: '=' | ':'): readonly [string, string | undefined] {
  let found = false
  const isFirst = (text: string, index: number): boolean => {
    if (found || text[index] !== separator) return false
    if (separator === '=' && (text[index + 1] === '=' || text[index + 1] === '>' || '=!<>'.includes(text[index - 1] ?? ' '))) return false
    found = true
    return true
  }
  const [before = '', after] = splitAt(source, isFirst)
  return [before.trim(), after?.trim()]
}

/** The text within the first top-level pair of parentheses, comments left out; undefined when there is none. */
export function firstParentheses(source: string): string | undefined {
  for (let index = 0; index < source.length; index = next(source, index)) {
    if (source[index] === '(') return source.slice(index + 1, closingOf(source, index))
  }
  return undefined
}

/** The source without the comments it begins with. */
export function withoutLeadingComments(source: string): string {
  return source.replace(/^(?:\s+|\/\*[\s\S]*?\*\/|\/\/[^\n]*\n?)+/, '')
}

/** The source without comments, texts and regular expressions; what templates compute stays. */
export function codeOnly(source: string): string {
  const parts: string[] = []
  for (let index = 0; index < source.length;) {
    const end = next(source, index)
    if (source[index] === '`') parts.push(...expressionsIn(source.slice(index, end)))
    else parts.push(end === index + 1 ? source.slice(index, end) : ' ')
    index = end
  }
  return parts.join('')
}

/** The code between `${` and `}` of a template. */
function expressionsIn(template: string): string[] {
  const parts: string[] = []
  for (let index = 1; index < template.length; index += 1) {
    if (template[index] === '\\') index += 1
    if (!template.startsWith('${', index)) continue
    const end = closingOf(template, index + 1)
    parts.push(` ${codeOnly(template.slice(index + 2, end))} `)
    index = end
  }
  return parts
}

function splitAt(source: string, isSeparator: (source: string, index: number) => boolean): string[] {
  const parts: string[] = []
  let part = ''
  for (let index = 0; index < source.length;) {
    if (isSeparator(source, index)) {
      parts.push(part)
      part = ''
      index += 1
      continue
    }
    const end = OPENING.has(source[index] ?? '') ? closingOf(source, index) + 1 : next(source, index)
    if (!isComment(source, index)) part += source.slice(index, end)
    index = end
  }
  return [...parts, part]
}

/** The index of the bracket that closes the one at `open`. */
function closingOf(source: string, open: number): number {
  let depth = 0
  for (let index = open; index < source.length; index = next(source, index)) {
    const character = source[index] ?? ''
    if (OPENING.has(character)) depth += 1
    if (CLOSING.has(character)) depth -= 1
    if (depth === 0) return index
  }
  return source.length
}

/** The index after what begins at `index`: a whole string, template, regular expression or comment, or one character. */
function next(source: string, index: number): number {
  const character = source[index]
  if (character === '"' || character === "'") return afterQuoted(source, index, character)
  if (character === '`') return afterTemplate(source, index)
  if (character !== '/') return index + 1
  if (source[index + 1] === '/') return after(source, '\n', index)
  if (source[index + 1] === '*') return after(source, '*/', index + 2)
  return beginsRegExp(source, index) ? afterRegExp(source, index) : index + 1
}

const isComment = (source: string, index: number): boolean =>
  source[index] === '/' && (source[index + 1] === '/' || source[index + 1] === '*')

const after = (source: string, text: string, from: number): number => {
  const found = source.indexOf(text, from)
  return found === -1 ? source.length : found + text.length
}

function afterQuoted(source: string, start: number, quote: string): number {
  for (let index = start + 1; index < source.length; index += 1) {
    if (source[index] === '\\') index += 1
    else if (source[index] === quote) return index + 1
  }
  return source.length
}

function afterTemplate(source: string, start: number): number {
  for (let index = start + 1; index < source.length; index += 1) {
    if (source[index] === '\\') index += 1
    else if (source[index] === '`') return index + 1
    else if (source.startsWith('${', index)) index = closingOf(source, index + 1)
  }
  return source.length
}

/** A slash after an operator, an opening bracket or a word such as `return` begins a regular expression; after a value it divides. */
const beginsRegExp = (source: string, index: number): boolean => {
  const before = source.slice(0, index).trimEnd()
  const last = before.at(-1)
  return (
    last === undefined ||
    '=(,:[{!&|?;+-*%<>~^'.includes(last) ||
    /\b(?:return|typeof|case|in|of|do|else|void|await|yield)$/.test(before.slice(-12))
  )
}

function afterRegExp(source: string, start: number): number {
  let inClass = false
  for (let index = start + 1; index < source.length; index += 1) {
    if (source[index] === '\\') index += 1
    else if (source[index] === '[') inClass = true
    else if (source[index] === ']') inClass = false
    else if (source[index] === '/' && !inClass) return index + 1
  }
  return source.length
}

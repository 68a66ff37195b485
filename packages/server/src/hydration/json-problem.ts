const SPACE = /[ \t\n\r]*/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORD = /true|false|null/y
const PLAIN = /(?:[^"\\\p{Cc}]|[\u{7f}-\u{9f}])*/uy
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

/** Where a text stops being JSON, and what should be there. */
class Problem {
  readonly message: string
  readonly at: number

  constructor(message: string, at: number) {
    this.message = message
    this.at = at
  }
}

/**
 * What is wrong with a text that is no JSON, in the words of Python's decoder, which Prefect's clients and tests know:
 * `Expecting value: line 1 column 7 (char 6)`. Undefined for a text that is JSON.
 */
export function jsonProblem(text: string): string | undefined {
  try {
    const end = space(text, skipValue(text, space(text, 0), 0))
    if (end < text.length) throw new Problem('Extra data', end)
    return undefined
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem
    const lines = text.slice(0, problem.at).split('\n')
    return `${problem.message}: line ${lines.length} column ${(lines.at(-1) ?? '').length + 1} (char ${problem.at})`
  }
}

/** Values within values; a text that goes deeper is looked at no further. */
const DEEPEST = 1000

/** Where the value that begins at `at` ends. Throws `Problem`. */
function skipValue(text: string, at: number, depth: number): number {
  if (depth > DEEPEST) throw new Problem('Nested too deeply', at)
  switch (text.charAt(at)) {
    case '"':
      return skipString(text, at)
    case '{':
      return skipMembers(text, at, '}', (from) => skipValue(text, skipName(text, from), depth + 1))
    case '[':
      return skipMembers(text, at, ']', (from) => skipValue(text, from, depth + 1))
    default: {
      const end = past(text, at, NUMBER) ?? past(text, at, WORD)
      if (end === undefined) throw new Problem('Expecting value', at)
      return end
    }
  }
}

function skipMembers(text: string, open: number, close: string, skipMember: (from: number) => number): number {
  let at = space(text, open + 1)
  if (text[at] === close) return at + 1
  for (;;) {
    at = space(text, skipMember(at))
    if (text[at] === close) return at + 1
    if (text[at] !== ',') throw new Problem("Expecting ',' delimiter", at)
    at = space(text, at + 1)
  }
}

/** Past the name of a member and its colon. */
function skipName(text: string, at: number): number {
  if (text[at] !== '"') throw new Problem('Expecting property name enclosed in double quotes', at)
  const colon = space(text, skipString(text, at))
  if (text[colon] !== ':') throw new Problem("Expecting ':' delimiter", colon)
  return space(text, colon + 1)
}

function skipString(text: string, open: number): number {
  let at = open + 1
  for (;;) {
    at = past(text, at, PLAIN) ?? at
    if (text[at] === '"') return at + 1
    if (at >= text.length || (text[at] === '\\' && at + 1 === text.length)) throw new Problem('Unterminated string starting at', open)
    if (text[at] !== '\\') throw new Problem('Invalid control character at', at)
    const end = past(text, at, ESCAPE)
    if (end === undefined) throw text[at + 1] === 'u' ? new Problem('Invalid \\uXXXX escape', at + 1) : new Problem('Invalid \\escape', at)
    at = end
  }
}

const space = (text: string, at: number): number => past(text, at, SPACE) ?? at

/** Where a sticky pattern that fits at a place ends. */
function past(text: string, at: number, pattern: RegExp): number | undefined {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : undefined
}

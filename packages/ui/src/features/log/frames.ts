export interface Part {
  readonly kind: 'text' | 'own' | 'library'
  readonly lines: readonly string[]
}

const JS_FRAME = /^\s+at\s/
const PYTHON_FRAME = /^\s+File ".*", line \d+/

/** Code that the user did not write: packages, the runtime, generated code. */
const LIBRARY =
  /node_modules|node:|<anonymous>|\(native\)|site-packages|dist-packages|[/\\]lib[/\\]python|<frozen |\bmillrace[/\\](?:dist|src)[/\\]/

/** The parts of a message of several lines. A frame of Python takes the lines of code below it along. */
export function partsOf(message: string): readonly Part[] {
  const parts: { kind: Part['kind']; lines: string[] }[] = []
  let indent = -1
  for (const line of message.split('\n')) {
    const frame = JS_FRAME.test(line) || PYTHON_FRAME.test(line)
    const last = parts.at(-1)
    const isBelow = !frame && indent >= 0 && line.search(/\S/) > indent
    const kind = frame ? (LIBRARY.test(line) ? 'library' : 'own') : isBelow ? (last?.kind ?? 'text') : 'text'
    if (frame) indent = PYTHON_FRAME.test(line) ? line.search(/\S/) : -1
    else if (!isBelow) indent = -1
    if (last?.kind === kind) last.lines.push(line)
    else parts.push({ kind, lines: [line] })
  }
  return parts
}

/** The place in the user's code that is nearest to what went wrong; undefined where the message names none. */
export function ownFrameOf(message: string): string | undefined {
  const own = partsOf(message).filter(({ kind }) => kind === 'own')
  const frames = own.flatMap(({ lines }) => lines).filter((line) => JS_FRAME.test(line) || PYTHON_FRAME.test(line))
  // Python has the innermost call last, JavaScript first.
  const frame = PYTHON_FRAME.test(frames[0] ?? '') ? frames.at(-1) : frames[0]
  return frame?.trim()
}

/** Longest text that is looked at as JSON. */
const LONGEST = 20_000

/** A message that is an object or list as JSON, on many lines; undefined for others. */
export function prettyJson(message: string): string | undefined {
  if (message.length > LONGEST || !/^\s*[[{][\s\S]*[\]}]\s*$/.test(message)) return undefined
  try {
    return JSON.stringify(JSON.parse(message), undefined, 2)
  } catch {
    return undefined
  }
}

/** Lines longer than this many characters are handed on in pieces, so that output without newlines is not collected forever. */
const LONGEST = 65_536

/** Cuts a stream of text into lines. `push` what came; `end` hands on what is left without a newline. */
export interface LineSplitter {
  push(text: string): void
  end(): void
}

/** Calls `onLine` with each line, without its newline. */
export function lineSplitter(onLine: (line: string) => void): LineSplitter {
  let rest = ''
  return {
    push(text) {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) onLine(line.endsWith('\r') ? line.slice(0, -1) : line)
      for (; rest.length > LONGEST; rest = rest.slice(LONGEST)) onLine(rest.slice(0, LONGEST))
    },
    end() {
      if (rest !== '') onLine(rest)
      rest = ''
    },
  }
}

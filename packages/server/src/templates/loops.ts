import { TemplateError } from './errors.ts'

/** As many loops as Prefect lets one template have, and as deep. */
const MOST_LOOPS = 10
const DEEPEST = 2

/** A block, or what may hold the look of one: a comment, a text that is raw. */
const PARTS = /\{#[\s\S]*?#\}|\{%[-+]?\s*raw\s*[-+]?%\}[\s\S]*?\{%[-+]?\s*endraw\s*[-+]?%\}|\{%[-+]?\s*(for|endfor)\b/g

/** Refuses a template with more than ten loops, or loops more than two deep, as Prefect does. Throws `TemplateError`. */
export function checkLoops(source: string): void {
  let loops = 0
  let depth = 0
  let deepest = 0
  for (const [, word] of source.matchAll(PARTS)) {
    if (word === 'for') {
      loops += 1
      depth += 1
      deepest = Math.max(deepest, depth)
    } else if (word === 'endfor') {
      depth -= 1
    }
  }
  if (loops > MOST_LOOPS) {
    throw new TemplateError(`Contains ${loops} for loops. Templates can contain no more than ${MOST_LOOPS} for loops.`)
  }
  if (deepest > DEEPEST) {
    throw new TemplateError(
      `Contains nested for loops at a depth of ${deepest}. Templates can nest for loops no more than ${DEEPEST} loops deep.`,
    )
  }
}

import { styleText } from 'node:util'
import type { Timestamp } from '@millrace/protocol'
import type { LevelName } from './levels.ts'

const COLOURS = { DEBUG: 'gray', INFO: 'cyan', WARNING: 'yellow', ERROR: 'red', CRITICAL: 'magenta' } as const

/** Shows one line of a log to people, by the time it was written at. */
export type Print = (level: LevelName, at: Timestamp, speaker: string, message: string, colours: boolean) => void

/** Writes `07:45:12.031 | INFO     | Flow run 'x' - message` to stderr, which leaves stdout to the user's own program. */
export const printToConsole: Print = (level, at, speaker, message, colours) => {
  const time = at.slice(11, 23)
  const name = level.padEnd(8)
  const shown = colours && process.stderr.isTTY ? styleText(COLOURS[level], name) : name
  write(`${time} | ${shown} | ${speaker} - ${visible(message)}\n`)
}

/** Milliseconds of a window, and how many lines are written in one each by itself. */
const WINDOW = 20
const MOST_BY_THEMSELVES = 5
/** Characters that wait at most. */
const MOST_HELD = 64_000

let inWindow = 0
let held = ''
let timer: NodeJS.Timeout | undefined

/**
 * Each write to a pipe or file is a call of the system that the program waits for. A program with many lines has those beyond the first
 * of each window written together, at its end; the lines of others, and what goes to a terminal, are written as they come.
 */
function write(line: string): void {
  if (process.stderr.isTTY) return void process.stderr.write(line)
  timer ??= setTimeout(endWindow, WINDOW).unref()
  inWindow += 1
  if (inWindow <= MOST_BY_THEMSELVES) return void process.stderr.write(line)
  if (held === '') process.once('exit', flush)
  held += line
  if (held.length > MOST_HELD) flush()
}

function endWindow(): void {
  timer = undefined
  inWindow = 0
  flush()
}

function flush(): void {
  if (held === '') return
  process.off('exit', flush)
  process.stderr.write(held)
  held = ''
}

/** A log line must not steer the terminal: control characters other than tab and newline are shown as escapes. */
const visible = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  text.replaceAll(/[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f]|\u001b(?!\[[\d;]*m)/g, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(2, '0')
    return `\\x${code}`
  })

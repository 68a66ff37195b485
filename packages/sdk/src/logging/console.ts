import { styleText } from 'node:util'
import type { LevelName } from './levels.ts'

const COLOURS = { DEBUG: 'gray', INFO: 'cyan', WARNING: 'yellow', ERROR: 'red', CRITICAL: 'magenta' } as const

/** Shows one line of a log to people. */
export type Print = (level: LevelName, speaker: string, message: string, colours: boolean) => void

/** Writes `07:45:12.031 | INFO     | Flow run 'x' - message` to stderr, which leaves stdout to the user's own program. */
export const printToConsole: Print = (level, speaker, message, colours) => {
  const time = new Date().toISOString().slice(11, 23)
  const name = level.padEnd(8)
  const shown = colours && process.stderr.isTTY ? styleText(COLOURS[level], name) : name
  process.stderr.write(`${time} | ${shown} | ${speaker} - ${visible(message)}\n`)
}

/** A log line must not steer the terminal: control characters other than tab and newline are shown as escapes. */
const visible = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  text.replaceAll(/[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f]|\u001b(?!\[[\d;]*m)/g, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(2, '0')
    return `\\x${code}`
  })

import { styleText } from 'node:util'
import type { Io } from '../io.ts'
import { details } from './details.ts'
import { manyLines, oneLine } from './escape.ts'
import type { Table } from './table.ts'

/** A colour or a weight, by the names of `util.styleText`. */
export type Style = Exclude<Parameters<typeof styleText>[0], readonly unknown[]>

/** A piece of a line or a cell of a table: text, or text in a colour. */
export type Piece = string | { readonly text: string; readonly style: Style }

/** The only way by which commands print. Whatever is printed is made harmless for the terminal first. */
export interface Output {
  /** A line, or several, put together from pieces. */
  line(...pieces: readonly Piece[]): void
  /** Text as it is, without a line end of its own, for files and values that are piped on. */
  raw(text: string): void
  table(table: Table): Promise<void>
  /** An object for people: a line for each of its members. */
  object(title: string | undefined, value: object): void
  json(value: unknown): void
  /** A remark that is no result; on standard error. */
  note(text: string): void
  /** Something that is done, but probably not as meant; on standard error. */
  warning(text: string): void
  /** Why the command failed; on standard error. */
  failure(text: string): void
}

/** Colours a text, when colours are shown. */
export type Styled = (style: Style, text: string) => string

/** Prints for people at a terminal in colour, unless `NO_COLOR` or the setting says no; `FORCE_COLOR` colours everywhere. */
export function createOutput(io: Io, wantsColours: () => boolean): Output {
  let decision: boolean | undefined
  const colours = (): boolean => (decision ??= decide(io, wantsColours))
  const styled: Styled = (style, text) => (colours() ? styleText(style, text, { validateStream: false }) : text)
  // Colours are put on after what came from outside was made harmless, so their own controls stay.
  const shown = (piece: Piece): string => (typeof piece === 'string' ? manyLines(piece) : styled(piece.style, manyLines(piece.text)))
  return {
    line: (...pieces) => io.out(`${pieces.map(shown).join('')}\n`),
    raw: (text) => io.out(text),
    async table(table) {
      const { renderTable } = await import('./table.ts')
      io.out(`${renderTable(table, { columns: io.columns, styled })}\n`)
    },
    object: (title, value) => io.out(`${title === undefined ? '' : `${styled('bold', oneLine(title))}\n`}${details(value, styled)}\n`),
    json: (value) => io.out(`${JSON.stringify(value, null, 2)}\n`),
    note: (text) => io.err(`${manyLines(text)}\n`),
    warning: (text) => io.err(`${styled('yellow', manyLines(text))}\n`),
    failure: (text) => io.err(`${styled('red', manyLines(text))}\n`),
  }
}

function decide({ env, isTerminal }: Io, wantsColours: () => boolean): boolean {
  if (env['NO_COLOR']) return false
  if (env['FORCE_COLOR'] && env['FORCE_COLOR'] !== '0') return true
  return isTerminal && env['TERM'] !== 'dumb' && wantsColours()
}

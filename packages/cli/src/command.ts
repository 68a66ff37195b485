import type { Command } from '@commander-js/extra-typings'
import type { Context } from './context.ts'

/** Declares the arguments, options and action of one command on what `main.ts` made for it. */
export type DefineCommand = (command: Command, context: Context) => unknown

/** A command in the table: what its parent's help says, and where it is. */
export interface CommandEntry {
  readonly summary: string
  readonly load: () => Promise<DefineCommand>
}

/** Commands under one word. */
export interface CommandGroup {
  readonly summary: string
  /** Another word for it. */
  readonly alias?: string
  readonly commands: Readonly<Record<string, CommandEntry | CommandGroup>>
}

/** Puts a command into the table. */
export const command = (summary: string, load: () => Promise<DefineCommand>): CommandEntry => ({ summary, load })

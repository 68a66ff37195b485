import type { CommandGroup } from './command.ts'
import { createContext } from './context.ts'
import type { Io } from './io.ts'
import { runProgram } from './program.ts'
import { reportError } from './report-error.ts'
import { rewriteArguments } from './arguments.ts'
import { development } from './table/development.ts'
import { installation } from './table/installation.ts'
import { observation } from './table/observation.ts'
import { work } from './table/work.ts'

const BY_NAME = Object.entries({ ...development, ...installation, ...observation, ...work }).toSorted(([a], [b]) => a.localeCompare(b))

/** Every command: its words, what the help says of it, and the file that is loaded when it is called. */
export const COMMANDS: CommandGroup = {
  summary: "Workflow orchestration for TypeScript that speaks Prefect's protocol",
  commands: Object.fromEntries(BY_NAME),
}

/** Runs the command line `argv`, without `node` and the script, and resolves to its exit code: 0 done, 1 failed, 2 wrong usage. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const context = createContext(io)
  try {
    return await runProgram(COMMANDS, rewriteArguments(argv), context)
  } catch (error) {
    return await reportError(error, context)
  } finally {
    await context.close()
  }
}

import { join } from 'node:path'
import { cleanEnvironment, supervise } from '@millrace/testing'
import { type Generation, peerProgram } from './peers.ts'

const COMMANDS = join(import.meta.dirname, '..', 'flows', 'commands.py')
/** Seconds that a list of commands may take on a slow machine. */
const LONGEST = 240

/** A command line without its `prefect`, what it must write, and a pattern whose group later lines of its list may use as `{0}`, `{1}`, … */
export type Command = readonly [line: string, says: RegExp, find?: RegExp]

interface Where {
  readonly generation: Generation
  readonly url: string
  /** The client's own folder: its profiles and results. */
  readonly home: string
  readonly cwd: string
}

/** Prefect's command line in a process that goes on: importing it takes longer than most commands. */
export interface CommandLine extends AsyncDisposable {
  /** Runs commands, one after another; answers those that did not end well or say what they are to. */
  run(commands: readonly Command[]): Promise<string[]>
}

interface Answer {
  readonly ran: readonly { readonly line: string; readonly code: number; readonly output: string }[]
}

/** Starts the command line of a real Prefect, of a client with a home of its own. */
export function startCommandLine({ generation, url, home, cwd }: Where): CommandLine {
  const env = cleanEnvironment({ PREFECT_API_URL: url, PREFECT_HOME: home, PREFECT_SERVER_ANALYTICS_ENABLED: 'false' })
  const python = supervise({ program: peerProgram(generation, 'python'), argv: [COMMANDS], env, cwd, typed: true })
  let lists = 0
  return {
    async run(commands) {
      const given = commands.map(([line, , find]) => ({ line, ...(find === undefined ? {} : { find: find.source }) }))
      const answer = new RegExp(`^\\{"list": ${lists}, .*\\}$`, 'm')
      lists += 1
      python.type(`${JSON.stringify(given)}\n`)
      const { ran } = JSON.parse((await python.says(answer, LONGEST))[0]) as Answer
      const wrong = ran.filter(({ code, output }, index) => code !== 0 || commands[index]?.[1].test(output) !== true)
      return wrong.map(({ line, code, output }) => `prefect ${line} ended with ${code}:\n${output}`)
    },
    [Symbol.asyncDispose]: () => python[Symbol.asyncDispose](),
  }
}

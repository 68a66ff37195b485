import { join } from 'node:path'
import { cleanEnvironment, supervise } from '@millrace/testing'
import { expect } from 'vitest'
import { type Generation, peerProgram } from './peers.ts'

const COMMANDS = join(import.meta.dirname, '..', 'flows', 'commands.py')

/** A command line without its `prefect`, what it must write, and a pattern whose group later lines may use as `{0}`, `{1}`, … */
export type Command = readonly [line: string, says: RegExp, find?: RegExp]

interface Where {
  readonly generation: Generation
  readonly url: string
  /** The client's own folder: its profiles and results. */
  readonly home: string
  readonly cwd: string
}

/** Runs commands of Prefect's command line, one after another in one process; answers those that did not end well or say what they are to. */
export async function runCommands({ generation, url, home, cwd }: Where, commands: readonly Command[]): Promise<string[]> {
  const given = commands.map(([line, , find]) => ({ line, ...(find === undefined ? {} : { find: find.source }) }))
  const env = cleanEnvironment({ PREFECT_API_URL: url, PREFECT_HOME: home, PREFECT_SERVER_ANALYTICS_ENABLED: 'false' })
  await using python = supervise({ program: peerProgram(generation, 'python'), argv: [COMMANDS, JSON.stringify(given)], env, cwd })
  expect(await python.ended, python.output()).toBe(0)
  const answer = python
    .output()
    .split('\n')
    .findLast((line) => line.startsWith('{"ran"'))
  const { ran } = JSON.parse(answer ?? '') as { ran: readonly { line: string; code: number; output: string }[] }
  const wrong = ran.filter(({ code, output }, index) => code !== 0 || commands[index]?.[1].test(output) !== true)
  return wrong.map(({ line, code, output }) => `prefect ${line} ended with ${code}:\n${output}`)
}

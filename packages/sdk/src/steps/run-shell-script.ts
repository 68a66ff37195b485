import { resolve } from 'node:path'
import { z } from 'zod'
import { splitCommand } from '../runner/flow-run-command.ts'
import { flag, optionalText, readInputs, text } from './inputs.ts'
import { type ProgramOutput, runProgram } from './run-program.ts'
import type { Step } from './step.ts'

const inputsOf = z.strictObject({
  script: text,
  directory: optionalText,
  env: z.record(z.string(), text).nullish(),
  stream_output: flag(true),
  expand_env_vars: flag(false),
  shell: flag(false),
})

/**
 * `run_shell_script`: runs the lines of a script one after another, each as a program of its own, or with `shell: true`
 * by the shell; puts out `stdout` and `stderr`.
 */
export const runShellScript: Step = async (given, context) => {
  const inputs = readInputs('run_shell_script', inputsOf, given)
  const env = { ...context.env, ...inputs.env }
  const said: ProgramOutput[] = []
  for (const line of inputs.script.split('\n')) {
    const expanded = inputs.expand_env_vars ? expand(line, env) : line
    const [program, ...args] = splitCommand(expanded)
    if (program === undefined) continue
    const command = inputs.shell ? expanded : ([program, ...args] as const)
    const cwd = resolve(context.cwd, inputs.directory ?? '.')
    said.push(await runProgram({ command, cwd, env, signal: context.signal, ...(inputs.stream_output ? { print: context.print } : {}) }))
  }
  const joined = (name: keyof ProgramOutput): string =>
    said
      .map((output) => output[name])
      .filter((output) => output !== '')
      .join('\n')
  return { outputs: { stdout: joined('stdout'), stderr: joined('stderr') }, cwd: context.cwd }
}

/** `$NAME` and `${NAME}`, where the variable is there; `$$` is a dollar. */
const expand = (line: string, env: Readonly<Record<string, string | undefined>>): string =>
  line.replaceAll(/\$(?:(\$)|(\w+)|\{(\w+)\})/g, (whole, dollar?: string, name?: string, braced?: string) =>
    dollar === undefined ? (env[name ?? braced ?? ''] ?? whole) : '$',
  )

import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { flag, optionalText, readInputs, text } from './inputs.ts'
import { runProgram } from './run-program.ts'
import type { Step } from './step.ts'

const ofPip = z.strictObject({ directory: optionalText, requirements_file: text.default('requirements.txt'), stream_output: flag(true) })

/** `pip_install_requirements`: installs a file of requirements with the Python of `PATH`; puts out `stdout` and `stderr`. */
export const pipInstallRequirements: Step = async (given, context) => {
  const { directory, requirements_file: file, stream_output: streams } = readInputs('pip_install_requirements', ofPip, given)
  const output = await runProgram({
    command: ['python', '-m', 'pip', 'install', '-r', file],
    cwd: resolve(context.cwd, directory ?? '.'),
    env: context.env,
    signal: context.signal,
    ...(streams ? { print: context.print } : {}),
  })
  return { outputs: { ...output } }
}

const ofNpm = z.strictObject({ directory: optionalText, omit_dev: flag(true), stream_output: flag(true) })

/** Which program installs, by the lock file that is there. */
const BY_LOCK = [
  { lock: 'pnpm-lock.yaml', command: ['pnpm', 'install', '--frozen-lockfile'], withoutDev: ['--prod'] },
  { lock: 'yarn.lock', command: ['yarn', 'install', '--frozen-lockfile'], withoutDev: ['--production'] },
  { lock: 'bun.lock', command: ['bun', 'install', '--frozen-lockfile'], withoutDev: ['--production'] },
  { lock: 'package-lock.json', command: ['npm', 'ci', '--no-audit', '--no-fund'], withoutDev: ['--omit=dev'] },
] as const
const WITHOUT_LOCK = { command: ['npm', 'install', '--no-audit', '--no-fund'], withoutDev: ['--omit=dev'] } as const

/**
 * `npm_install`: installs what a `package.json` names, exactly as its lock file says where there is one (of npm, pnpm,
 * yarn or bun); puts out `stdout` and `stderr`. Packages for development are left out unless `omit_dev` is false.
 */
export const npmInstall: Step = async (given, context) => {
  const { directory, omit_dev: without, stream_output: streams } = readInputs('npm_install', ofNpm, given)
  const cwd = resolve(context.cwd, directory ?? '.')
  const { command, withoutDev } = BY_LOCK.find(({ lock }) => existsSync(join(cwd, lock))) ?? WITHOUT_LOCK
  const [program, ...args] = command
  const output = await runProgram({
    command: [program, ...args, ...(without ? withoutDev : [])],
    cwd,
    env: context.env,
    signal: context.signal,
    ...(streams ? { print: context.print } : {}),
  })
  return { outputs: { ...output } }
}

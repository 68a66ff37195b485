import { existsSync, statSync } from 'node:fs'
import { dirname, extname, resolve } from 'node:path'
import { CommandFailure } from '../../errors.ts'

/** The options of `build` that are names. */
export interface NamesOfBuild {
  readonly name: string
  readonly pool?: string | undefined
  readonly workQueue?: string | undefined
  readonly tag: readonly string[]
}

/** What Prefect's API refuses in names, since they stand in addresses. */
const FORBIDDEN = /[/%&<>]/

/** Refuses names before anything is written that the server would refuse afterwards. */
export function checkNamesOfBuild({ name, pool, workQueue, tag }: NamesOfBuild): void {
  for (const [option, given] of [
    ['--name', name],
    ['--pool', pool],
    ['--work-queue', workQueue],
  ] as const) {
    if (given === undefined) continue
    if (given.trim() === '') throw new CommandFailure(`${option}: expected a name, got nothing`)
    if (FORBIDDEN.test(given)) throw new CommandFailure(`${option}: expected a name without any of / % & < >, got '${given}'`)
  }
  if (tag.includes('')) throw new CommandFailure('--tag: expected a tag, got nothing')
}

/** Job variables that are text and stand for JSON would else fail with the run. */
export function checkOverrides(overrides: Readonly<Record<string, string>>): void {
  const { customizations } = overrides
  if (customizations === undefined) return
  try {
    JSON.parse(customizations)
  } catch (error) {
    throw new CommandFailure(
      `--override customizations: expected a JSON Patch (a list of operations) or a merge patch (an object), as JSON, got ${customizations} (${(error as Error).message})`,
    )
  }
}

/** The file that `--output` means; undefined when it is not given. */
export function outputFile(given: string | undefined, cwd: string): string | undefined {
  if (given === undefined) return undefined
  const file = resolve(cwd, extname(given) === '' && !isFolder(resolve(cwd, given)) ? `${given}.yaml` : given)
  if (isFolder(file)) throw new CommandFailure(`--output: expected a '.yaml' file, got the folder '${given}'`)
  if (extname(file) !== '.yaml') throw new CommandFailure(`--output: expected a '.yaml' file, got '${given}'`)
  if (!existsSync(dirname(file))) throw new CommandFailure(`--output: there is no folder ${dirname(file)} to write '${given}' to`)
  return file
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CommandFailure } from '../errors.ts'

/** Where npm installs to, and the arguments that say so. */
export interface InstallPlace {
  readonly cwd: string
  readonly args: readonly string[]
}

/**
 * Where a package has to be installed for this installation to find it: in the project that has this package among its
 * dependencies, or globally when this package is.
 *
 * @param module - a file of this installation.
 */
export function installPlace(cwd: string, module: string = fileURLToPath(import.meta.url)): InstallPlace {
  const at = module.lastIndexOf(`${sep}node_modules${sep}`)
  const project = at === -1 ? cwd : module.slice(0, module.indexOf(`${sep}node_modules${sep}`))
  return existsSync(join(project, 'package.json')) ? { cwd: project, args: [] } : { cwd, args: ['--global'] }
}

/**
 * Installs a package with npm, whose output goes to standard error.
 *
 * @throws CommandFailure when npm is not there or fails.
 */
export async function installPackage(name: string, { cwd, args }: InstallPlace): Promise<void> {
  const command = ['install', ...args, name]
  const child = spawn('npm', command, { cwd, stdio: ['ignore', 2, 2] })
  const outcome = await Promise.race([
    once(child, 'exit').then(([code]: (number | null)[]) => (code === 0 ? undefined : `it ended with code ${code ?? 'none'}`)),
    once(child, 'error').then(([error]: Error[]) => error?.message),
  ])
  if (outcome !== undefined) throw new CommandFailure(`npm ${command.join(' ')} in ${cwd} failed: ${outcome}`)
}

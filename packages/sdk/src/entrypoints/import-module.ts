import { pathToFileURL } from 'node:url'
import { acceptUserCode } from './user-code.ts'

/** What a module exports, by name. */
export type ModuleExports = Readonly<Record<string, unknown>>

/**
 * Imports a user's module, whatever its tsconfig accepts: `user-code.ts` says how.
 *
 * @throws whatever the module throws; lines and columns in stacks are those of the source.
 */
export async function importModule(file: string): Promise<ModuleExports> {
  acceptUserCode()
  return (await import(pathToFileURL(file).href)) as ModuleExports
}

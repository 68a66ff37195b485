import type { EntrypointError } from './errors.ts'
import { importModule, type ModuleExports } from './import-module.ts'
import { loadFailure } from './load-failure.ts'

/**
 * Imports a user's file.
 *
 * @param path the file as the user knows it, for errors.
 * @throws EntrypointError, of the class that says what is wrong; the user's own error is its cause.
 */
export async function loadExports(file: string, path: string): Promise<ModuleExports> {
  try {
    return await importModule(file)
  } catch (error) {
    const failure: EntrypointError = loadFailure(path, error)
    throw failure
  }
}

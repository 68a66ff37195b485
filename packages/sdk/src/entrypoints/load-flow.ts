import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { AnyFlow } from '../any-flow.ts'
import { EntrypointError, FlowFileNotFound } from './errors.ts'
import { findFlow } from './find-flow.ts'
import { loadExports } from './load-exports.ts'
import { type Entrypoint, isPythonFile, parseEntrypoint } from './parse-entrypoint.ts'

/** An entrypoint whose file is there. */
export interface ResolvedEntrypoint extends Entrypoint {
  /** Absolute. */
  readonly file: string
}

/**
 * Finds the file of an entrypoint below a folder.
 *
 * @throws InvalidEntrypoint or FlowFileNotFound.
 */
export function resolveEntrypoint(entrypoint: string, cwd: string = process.cwd()): ResolvedEntrypoint {
  const { path, name } = parseEntrypoint(entrypoint)
  const file = resolve(cwd, path)
  if (!existsSync(file) || !statSync(file).isFile()) throw new FlowFileNotFound(path, file)
  return { path, name, file }
}

/**
 * Imports the file of an entrypoint and finds its flow.
 *
 * @throws EntrypointError, of the class that says what is wrong; the user's own error is its cause.
 */
export async function loadFlow(entrypoint: string, cwd: string = process.cwd()): Promise<AnyFlow> {
  const { path, name, file } = resolveEntrypoint(entrypoint, cwd)
  if (isPythonFile(file)) throw new EntrypointError(`${path} is a Python file: its flows are run by Python, not loaded here`)
  return findFlow(await loadExports(file, path), name, path)
}

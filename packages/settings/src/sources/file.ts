import { readFileSync } from 'node:fs'
import { parse, type TomlTable, TomlError } from 'smol-toml'
import { SettingsFileError } from '../errors.ts'

/** The text of a file, or `undefined` when it does not exist; other failures are errors. */
export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new SettingsFileError(file, `cannot be read: ${(error as Error).message}`, error)
  }
}

/** A TOML file as a table, or `undefined` when it does not exist; bad syntax is an error with its line and column. */
export function readToml(file: string): TomlTable | undefined {
  const content = readIfThere(file)
  if (content === undefined) return undefined
  try {
    return parse(content)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    throw new SettingsFileError(`${file}:${error.line}:${error.column}`, error.message.split('\n')[0] ?? 'invalid TOML', error)
  }
}

/** Narrows what a TOML file holds to a table. */
export const isTable = (value: unknown): value is TomlTable =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)

import { existsSync, statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { projectOf } from './tsconfig.ts'

/** The file that an import by `paths` or `baseUrl` of the nearest tsconfig means, as a URL; like the compiler, before packages. */
export function byAlias(specifier: string, from: string): string | undefined {
  if (isBuiltin(specifier) || /^(?:\.{0,2}\/|[a-z]{2,}:)/i.test(specifier)) return undefined
  const candidates = projectOf(dirname(from)).candidates?.(specifier) ?? []
  return firstFile(candidates.flatMap((path) => [path, ...variantsOf(path)]))
}

/** The file that a relative import means which names no file: without extension, that of a folder, or `.js` for what is TypeScript. */
export function byGuess(specifier: string, from: string): string | undefined {
  if (!/^(?:\.{1,2}(?:\/|$)|\/|file:)/.test(specifier)) return undefined
  const path = specifier.startsWith('file:') ? fileURLToPath(specifier) : resolve(dirname(from), specifier.replace(/[?#].*$/, ''))
  return firstFile(variantsOf(path))
}

/** The file of the user's own that an import leads to; undefined for packages. */
export function importedFile(specifier: string, from: string): string | undefined {
  const url = byAlias(specifier, from) ?? exactly(specifier, from) ?? byGuess(specifier, from)
  return url === undefined ? undefined : fileURLToPath(url)
}

const exactly = (specifier: string, from: string): string | undefined =>
  specifier.startsWith('.') ? firstFile([resolve(dirname(from), specifier)]) : undefined

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json']

/** What is written for the output of the compiler, and what it is made from. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
}

function variantsOf(path: string): string[] {
  const [extension = ''] = /\.[cm]?jsx?$/.exec(path) ?? []
  const stem = path.slice(0, path.length - extension.length)
  return [
    ...(SOURCES[extension] ?? []).map((source) => stem + source),
    ...EXTENSIONS.map((each) => path + each),
    ...EXTENSIONS.map((each) => `${path}/index${each}`),
  ]
}

function firstFile(paths: readonly string[]): string | undefined {
  const found = paths.find((path) => existsSync(path) && statSync(path).isFile())
  return found === undefined ? undefined : pathToFileURL(found).href
}

import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type * as GetTsconfig from 'get-tsconfig'

/** What the nearest tsconfig says of a file. */
export interface TypeScriptProject {
  readonly compilerOptions: NonNullable<GetTsconfig.TsConfigJsonResolved['compilerOptions']>
  /** Where an import by one of its aliases may lead, most likely first; undefined where there are none. */
  readonly candidates: ((specifier: string) => string[]) | undefined
}

const NONE: TypeScriptProject = { compilerOptions: {}, candidates: undefined }
const projects = new Map<string, TypeScriptProject>()

/** The project of the files of a folder: that of the `tsconfig.json` in it or above it, with what it extends. */
export function projectOf(folder: string): TypeScriptProject {
  const known = projects.get(folder)
  if (known !== undefined) return known
  const file = join(folder, 'tsconfig.json')
  const parent = dirname(folder)
  const found = existsSync(file) ? readProject(file) : parent === folder ? NONE : projectOf(parent)
  projects.set(folder, found)
  return found
}

function readProject(path: string): TypeScriptProject {
  // At once, as hooks of imports do not wait; and only where there is such a file.
  const { createPathsMatcher, parseTsconfig } = createRequire(import.meta.url)('get-tsconfig') as typeof GetTsconfig
  const config = parseTsconfig(path)
  return { compilerOptions: config.compilerOptions ?? {}, candidates: createPathsMatcher({ path, config }) ?? undefined }
}

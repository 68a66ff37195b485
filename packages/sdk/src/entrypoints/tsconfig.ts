import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import type * as GetTsconfig from 'get-tsconfig'

/** What the nearest tsconfig says of a file. */
export interface TypeScriptProject {
  readonly compilerOptions: NonNullable<GetTsconfig.TsConfigJsonResolved['compilerOptions']>
  /** Where an import by one of its aliases may lead, most likely first; undefined where there are none. */
  readonly candidates: ((specifier: string) => string[]) | undefined
}

const NONE: TypeScriptProject = { compilerOptions: {}, candidates: undefined }
const projects = new Map<string, TypeScriptProject>()

/** The project of the files of a folder, by the configuration that `configOf` finds, with what it extends. */
export function projectOf(folder: string): TypeScriptProject {
  const known = projects.get(folder)
  if (known !== undefined) return known
  const path = configOf(folder)
  const found = path === undefined ? NONE : readProject(path)
  projects.set(folder, found)
  return found
}

/**
 * The configuration of the files of a folder: the `tsconfig.json` in it or above it, or that of its `references` that says it is for
 * them, where the nearest one itself is not.
 */
export function configOf(folder: string): string | undefined {
  const nearest = nearestConfig(folder)
  if (nearest === undefined) return undefined
  const { config, covers } = readConfig(nearest)
  if (config.references === undefined || covers(folder)) return nearest
  const referenced = config.references.map(({ path }) => configAt(resolve(dirname(nearest), path)))
  return referenced.find((path) => path !== undefined && readConfig(path).covers(folder)) ?? nearest
}

function nearestConfig(folder: string): string | undefined {
  const file = join(folder, 'tsconfig.json')
  if (existsSync(file)) return file
  const parent = dirname(folder)
  return parent === folder ? undefined : nearestConfig(parent)
}

/** A reference names a configuration, or the folder of one. */
function configAt(path: string): string | undefined {
  const file = path.endsWith('.json') ? path : join(path, 'tsconfig.json')
  return existsSync(file) ? file : undefined
}

// At once, as hooks of imports do not wait; and only where there is such a file.
const reader = (): typeof GetTsconfig => createRequire(import.meta.url)('get-tsconfig') as typeof GetTsconfig

function readProject(path: string): TypeScriptProject {
  const { createPathsMatcher, parseTsconfig } = reader()
  const config = parseTsconfig(path)
  return { compilerOptions: config.compilerOptions ?? {}, candidates: createPathsMatcher({ path, config }) ?? undefined }
}

interface ReadConfig {
  readonly config: GetTsconfig.TsConfigJsonResolved
  /** Whether it is for code in that folder. */
  readonly covers: (folder: string) => boolean
}

function readConfig(path: string): ReadConfig {
  const { createFilesMatcher, parseTsconfig } = reader()
  const config = parseTsconfig(path)
  const isFor = createFilesMatcher({ path, config })
  return { config, covers: (folder) => ['any.ts', 'any.tsx', 'any.mts', 'any.js'].some((name) => isFor(join(folder, name)) !== undefined) }
}

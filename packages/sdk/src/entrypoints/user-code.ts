import { existsSync, readFileSync } from 'node:fs'
import { type LoadFnOutput, type LoadHookContext, registerHooks, type ResolveFnOutput, type ResolveHookContext } from 'node:module'
import { fileURLToPath } from 'node:url'
import { moduleKind, needsTransform } from './needs-transform.ts'
import { byAlias, byGuess } from './resolve-typescript.ts'
import { transformJson, transformScript } from './transform.ts'

/** Files that may need more than Node does by itself: TypeScript, and JavaScript with JSX. */
const SCRIPT = /\.(?:[cm]?ts|tsx|jsx)$/

let accepted = false

/**
 * From now on this thread imports and requires what the user's tsconfig accepts. Node itself reads what it can, by stripping
 * types; enums, decorators, JSX and the like go through esbuild, which is loaded for the first of them. Imports are found by the
 * `paths` and `baseUrl` of the nearest tsconfig and without an extension, too. All code gets the Millrace that loads it, also where
 * another copy is installed beside it: two in one process would not know of each other's runs.
 */
export function acceptUserCode(): void {
  if (accepted) return
  accepted = true
  registerHooks({ resolve, load })
}

type NextResolve = (specifier: string, context?: Partial<ResolveHookContext>) => ResolveFnOutput
type NextLoad = (url: string, context?: Partial<LoadHookContext>) => LoadFnOutput

const OWN_PACKAGE = /^(?:millrace|@millrace\/[\w-]+)(?:\/|$)/
/** Where our own code is, which needs none of this. */
const OWN_FOLDER = new URL('../../../', import.meta.url).href

const isUserCode = (url: string | undefined): url is string =>
  url !== undefined && url.startsWith('file:') && !url.includes('/node_modules/') && !url.startsWith(OWN_FOLDER)

function resolve(specifier: string, context: ResolveHookContext, next: NextResolve): ResolveFnOutput {
  const from = isUserCode(context.parentURL) ? fileURLToPath(context.parentURL) : undefined
  const aliased = from === undefined || OWN_PACKAGE.test(specifier) ? undefined : byAlias(specifier, from)
  if (aliased !== undefined) return { url: aliased, shortCircuit: true }
  const own = OWN_PACKAGE.test(specifier) && context.parentURL?.startsWith(OWN_FOLDER) !== true ? ownModule(specifier) : undefined
  if (own !== undefined) return { url: own, shortCircuit: true }
  try {
    return next(specifier, context)
  } catch (error) {
    const found = from === undefined ? undefined : byGuess(specifier, from)
    if (found !== undefined) return { url: found, shortCircuit: true }
    throw error
  }
}

/** A module of the Millrace that runs here; undefined for one of a package that is not installed beside it. */
function ownModule(specifier: string): string | undefined {
  try {
    const url = import.meta.resolve(specifier)
    return existsSync(fileURLToPath(url)) ? url : undefined
  } catch {
    return undefined
  }
}

function load(url: string, context: LoadHookContext, next: NextLoad): LoadFnOutput {
  if (!url.startsWith('file:') || url.startsWith(OWN_FOLDER)) return next(url, context)
  const file = fileURLToPath(url)
  // What is required has no attributes at all.
  const attributes = context.importAttributes as LoadHookContext['importAttributes'] | undefined
  if (file.endsWith('.json') && attributes !== undefined && attributes['type'] === undefined)
    return { format: 'module', source: transformJson(file), shortCircuit: true }
  if (!SCRIPT.test(file)) return next(url, context)
  const source = readFileSync(file, 'utf8')
  const kind = moduleKind(file, source)
  if (!needsTransform(file, source, kind)) return next(url, context)
  return { ...transformScript(file, source, kind), shortCircuit: true }
}

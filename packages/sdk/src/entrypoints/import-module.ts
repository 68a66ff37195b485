import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

/** What a module exports, by name. */
export type ModuleExports = Readonly<Record<string, unknown>>

/**
 * Imports a user's module: by Node's own type stripping, or, where that does not do, through a transform that knows
 * enums, decorators, parameter properties, JSX, path aliases and imports without an extension.
 *
 * @throws whatever the module throws; line numbers in stacks are those of the source either way.
 */
export async function importModule(file: string): Promise<ModuleExports> {
  const url = pathToFileURL(file).href
  try {
    return (await import(url)) as ModuleExports
  } catch (error) {
    if (missesOwnPackage(error) && provideOwnPackages()) return await importModule(file)
    if (!isBeforeEvaluation(error) || transform !== undefined) throw error
    // First, as Node keeps a module that failed in a transform and would not try it again.
    provideOwnPackages()
    await startTransform()
    return await importModule(file).catch((again: unknown) => {
      throw isLoaderError(again) ? error : again
    })
  }
}

/** True for what Node's loader says, not the module; where the transform does not help either, its first words are the plainer ones. */
const isLoaderError = (error: unknown): boolean =>
  error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith('ERR_') && error.message.startsWith('Cannot ')

const LOADER_CODES: ReadonlySet<unknown> = new Set([
  'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
  'ERR_INVALID_TYPESCRIPT_SYNTAX',
  'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING',
  'ERR_MODULE_NOT_FOUND',
  'ERR_UNSUPPORTED_DIR_IMPORT',
  'ERR_UNKNOWN_FILE_EXTENSION',
  'ERR_IMPORT_ATTRIBUTE_MISSING',
  'ERR_REQUIRE_ESM',
  'ERR_AMBIGUOUS_MODULE_SYNTAX',
  'ERR_PACKAGE_PATH_NOT_EXPORTED',
  'ERR_PACKAGE_IMPORT_NOT_DEFINED',
])

/** True when no code of the module has run yet, so that trying again repeats nothing. */
function isBeforeEvaluation(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (LOADER_CODES.has((error as NodeJS.ErrnoException).code)) return true
  // What the loader cannot compile or link is thrown by Node itself; a `JSON.parse` of the module is not.
  return error instanceof SyntaxError && /^\s*at .*$/m.exec(error.stack ?? '')?.[0].includes('node:internal') === true
}

let transform: Promise<unknown> | undefined

/** From now on for this process; it costs 30 ms, which a file that Node reads itself never pays. */
function startTransform(): Promise<unknown> {
  transform ??= import('tsx/esm/api').then(({ register }) => register())
  return transform
}

const OWN_PACKAGE = /^(?:millrace|@millrace\/[\w-]+)(?:\/|$)/

const missesOwnPackage = (error: unknown): boolean =>
  error instanceof Error && /^Cannot find (?:package|module) '(?:millrace|@millrace\/)/.test(error.message)

let providing = false

/**
 * A flow file in a folder without `node_modules` gets the Millrace that loads it. Answers false when that is so already.
 */
function provideOwnPackages(): boolean {
  if (providing) return false
  providing = true
  registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context)
      } catch (error) {
        if (!OWN_PACKAGE.test(specifier)) throw error
        return { url: import.meta.resolve(specifier), shortCircuit: true }
      }
    },
  })
  return true
}

import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { codeOnly } from '../parameters/scan.ts'
import { packageType } from './package-type.ts'
import { importedFile } from './resolve-typescript.ts'
import { strippedTypes } from './strip-types.ts'

/** `either`: neither its name nor its package says so, and it is written as a module. */
export type ModuleKind = 'module' | 'commonjs' | 'either'

const IMPORT_OR_EXPORT = /^\s*(?:import\b(?!\s*[(.])|export\b)/m
const COMMONJS_SCOPE =
  /\b(?:require\s*\(|require\.main\b|__dirname\b|__filename\b|module\.exports\b)|^\s*export\s*=|^\s*import\s+\w+\s*=\s*require\b/m
const OF_A_MODULE = /\bimport\.meta\b/

/**
 * Whether a file is an ES module or CommonJS: by its extension, else by its package, else by how it is written. A file of a
 * package without a `type` that imports by `import` and uses what only CommonJS has is what compilers make CommonJS of.
 */
export function moduleKind(file: string, source: string): ModuleKind {
  const [, letter] = /\.([cm])[jt]s$/.exec(file) ?? []
  if (letter !== undefined) return letter === 'm' ? 'module' : 'commonjs'
  const type = packageType(dirname(file))
  if (type !== undefined) return type
  if (!IMPORT_OR_EXPORT.test(source)) return 'commonjs'
  return COMMONJS_SCOPE.test(source) && !OF_A_MODULE.test(source) ? 'commonjs' : 'either'
}

/** Left when types are gone, and unknown to V8: decorators and their accessors; before Node 24 `using`. */
const UNKNOWN_TO_NODE =
  Number(process.versions.node.split('.', 1)[0]) < 24 ? /@|\baccessor\s+[\w$#[]|\busing\s+[\w$]+\s*=/ : /@|\baccessor\s+[\w$#[]/

/**
 * Whether Node cannot read a file by itself. What it can read is left to it, so that functions have the same source, by which
 * tasks are known again, in a script that Node was started with and everywhere else.
 */
export function needsTransform(file: string, source: string, kind: ModuleKind): boolean {
  if (/\.[jt]sx$/.test(file) || file.includes('/node_modules/')) return true
  if (kind === 'commonjs' && IMPORT_OR_EXPORT.test(source)) return true
  const stripped = strippedTypes(source)
  if (stripped === undefined) return true
  const code = codeOnly(stripped)
  return UNKNOWN_TO_NODE.test(code) || importsTypeAsValue(stripped, code, file)
}

const IMPORT = /^\s*import\s+(?:([\w$]+)\s*,?\s*)?(?:\{([^}]*)\}\s*)?from\s*['"]([^'"]+)['"]/gm

/** Whether something is imported that is only a type, without saying so: a compiler leaves that out, Node looks for it in vain. */
function importsTypeAsValue(stripped: string, code: string, file: string): boolean {
  return [...stripped.matchAll(IMPORT)].some(([, standard, named = '', specifier = '']) =>
    [...(standard === undefined ? [] : [{ name: 'default', as: standard }]), ...namesIn(named)].some(
      ({ name, as }) => uses(code, as) < 2 && !isExported(name, specifier, file),
    ),
  )
}

/** `A, B as C` of an import. */
const namesIn = (list: string): { readonly name: string; readonly as: string }[] =>
  list.split(',').flatMap((each) => {
    const [, name, as] = /^\s*([\w$]+)(?:\s+as\s+([\w$]+))?\s*$/.exec(each) ?? []
    return name === undefined ? [] : [{ name, as: as ?? name }]
  })

/** How often a name stands in code, in its import and elsewhere. */
const uses = (code: string, name: string): number =>
  code.match(new RegExp(`(?<![\\w$.])${name.replaceAll('$', String.raw`\$`)}(?![\\w$])`, 'g'))?.length ?? 0

/** Whether a file of the user's own surely exports a value of that name; of packages nobody knows without running them. */
function isExported(name: string, specifier: string, from: string): boolean {
  const file = importedFile(specifier, from)
  if (file === undefined) return false
  const source = readFileSync(file, 'utf8')
  const code = codeOnly(strippedTypes(source) ?? source)
  const declared =
    name === 'default' ? String.raw`default\b` : String.raw`(?:async\s+)?(?:const|let|var|function|class|enum|namespace)\s*\*?\s*${name}\b`
  return new RegExp(String.raw`\bexport\s+${declared}|\bexport\s*\{[^}]*\b${name}\s*[,}]`).test(code)
}

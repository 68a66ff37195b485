import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as Esbuild from 'esbuild'
import type { ModuleKind } from './needs-transform.ts'
import { projectOf } from './tsconfig.ts'

/** JavaScript that Node runs. */
export interface Transformed {
  readonly format: 'module' | 'commonjs'
  readonly source: string
}

/**
 * Makes JavaScript of a file by esbuild and by what the nearest tsconfig says of decorators, class fields and JSX; a source map
 * in it leads stack traces back.
 *
 * @throws what esbuild does not understand, with its place.
 */
export function transformScript(file: string, source: string, kind: ModuleKind): Transformed {
  process.setSourceMapsEnabled(true)
  const format = kind === 'commonjs' ? 'commonjs' : 'module'
  return { format, source: transformed(file, source, format) }
}

/** A JSON file as a module, as bundlers have it: a default export, and one for each of its keys. */
export const transformJson = (file: string): string =>
  esbuild().transformSync(readFileSync(file, 'utf8'), { loader: 'json', format: 'esm', sourcefile: file }).code

function transformed(file: string, source: string, format: Transformed['format']): string {
  return esbuild().transformSync(source, {
    loader: file.endsWith('x') ? 'tsx' : 'ts',
    format: format === 'module' ? 'esm' : 'cjs',
    sourcefile: file,
    sourcemap: 'inline',
    sourcesContent: false,
    platform: 'node',
    target: `node${process.versions.node}`,
    // Names are what runs are shown under.
    keepNames: true,
    tsconfigRaw: { compilerOptions: projectOf(dirname(file)).compilerOptions },
    ...(format === 'module' ? {} : { define: { 'import.meta.url': JSON.stringify(pathToFileURL(file).href) } }),
  }).code
}

/** 11 MB that only who needs them pays for; at once, as hooks of imports do not wait. */
const esbuild = (): typeof Esbuild => createRequire(import.meta.url)('esbuild') as typeof Esbuild

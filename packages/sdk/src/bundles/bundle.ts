import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BuildFailure, Plugin } from 'esbuild'
import { byAlias } from '../entrypoints/resolve-typescript.ts'
import { BundleError } from './errors.ts'

/** The code of a file and of everything of the user's that it imports. */
export interface Bundled {
  /** An ES module with its source map inside, without its first line: that is for the manifest, and the source map counts it. */
  readonly code: string
  /** Packages that it imports and does not hold, by name, with their installed versions. */
  readonly packages: Readonly<Record<string, string>>
  /** The files it was made from, relative to the folder of the first. */
  readonly sources: readonly string[]
}

/**
 * Bundles a file with esbuild: what the user wrote goes in, also from other packages of a workspace and through path aliases; what is
 * installed in `node_modules` stays outside, unless `inlinePackages`. Millrace itself always stays outside.
 *
 * @throws BundleError with the place of what does not compile or cannot be found.
 */
export async function bundleFile(file: string, inlinePackages: boolean): Promise<Bundled> {
  // 11 MB that only who bundles pays for.
  const { build } = await import('esbuild')
  const packages = new Map<string, string>()
  const folder = dirname(file)
  const result = await build({
    entryPoints: [file],
    absWorkingDir: folder,
    outfile: join(folder, `${basename(file)}.mjs`),
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    keepNames: true,
    sourcemap: 'inline',
    metafile: true,
    logLevel: 'silent',
    plugins: [outsidePackages(packages, inlinePackages)],
    // Packages written as CommonJS call `require`, which a module does not have.
    banner: { js: inlinePackages ? `${FIRST_LINE}${REQUIRE}` : FIRST_LINE.trimEnd() },
  }).catch((error: BuildFailure) => {
    throw notBundled(file, error)
  })
  return {
    code: result.outputFiles[0]?.text.slice(FIRST_LINE.length) ?? '',
    packages: Object.fromEntries([...packages].toSorted(([a], [b]) => a.localeCompare(b))),
    sources: Object.keys(result.metafile.inputs).toSorted((a, b) => a.localeCompare(b)),
  }
}

const FIRST_LINE = '// manifest\n'
const REQUIRE = "import { createRequire as millraceRequire } from 'node:module'; const require = millraceRequire(import.meta.url);"

/** Whoever loads the bundle brings its own, and a flow must be of that one. */
const OWN = /^(?:millrace|@millrace\/[\w-]+)$/

/** Leaves what is installed outside, and notes the name and version of each. */
function outsidePackages(found: Map<string, string>, inline: boolean): Plugin {
  return {
    name: 'outside-packages',
    setup(build) {
      const asked = Symbol('asked')
      build.onResolve({ filter: /^[^./#]/ }, async ({ path, pluginData, ...options }) => {
        if (pluginData === asked || options.kind === 'entry-point') return undefined
        const name = packageName(path)
        if (OWN.test(name)) return { path, external: true }
        const resolved = await build.resolve(path, { ...options, pluginData: asked })
        // esbuild follows no `references` of a configuration.
        const alias = resolved.errors.length === 0 ? undefined : byAlias(path, join(options.resolveDir, 'importer'))
        if (alias !== undefined) return { path: fileURLToPath(alias) }
        const installed = resolved.path.includes(`${sep}node_modules${sep}`)
        // What is compiled machine code cannot be part of a text.
        if (resolved.external || !installed || (inline && !resolved.path.endsWith('.node'))) return resolved
        found.set(name, versionOf(name, resolved.path))
        return { path, external: true }
      })
    },
  }
}

/** `@scope/name/deep` → `@scope/name`. */
const packageName = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

/** The version in the package's own description; `*` for one that has none. */
function versionOf(name: string, file: string): string {
  const at = file.lastIndexOf(join('node_modules', name) + sep)
  const manifest = join(file.slice(0, at), 'node_modules', name, 'package.json')
  if (at === -1 || !existsSync(manifest)) return '*'
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version?: string }).version ?? '*'
}

function notBundled(file: string, failure: BuildFailure): BundleError {
  const folder = dirname(file)
  const lines = (failure.errors ?? []).map(({ text, location }) =>
    location === null ? text : `${relative(process.cwd(), join(folder, location.file))}:${location.line}:${location.column + 1}: ${text}`,
  )
  return new BundleError(`${file} cannot be bundled: ${lines.length === 0 ? failure.message : lines.join('\n')}`, { cause: failure })
}

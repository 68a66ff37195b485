import type { Plugin, Rolldown } from 'vite'
import { ADDRESSES } from '../src/early/addresses.ts'

/** Where the server finds it, beside the page. */
const FILE = 'first-needs.json'

/**
 * Writes for the addresses that one opens from outside which scripts and which reads they need first, so that the server can name them in
 * the page itself: the browser then asks for them beside the scripts that find them out. `$1` stands for what the pattern's group matches.
 */
export function firstNeeds(): Plugin {
  return {
    name: 'first-needs',
    apply: 'build',
    generateBundle(_, bundle) {
      const needs = Object.entries(ADDRESSES).map(([route, { path, reads }]) => ({
        path: path.source,
        scripts: scriptsOf(route, bundle),
        reads,
      }))
      this.emitFile({ type: 'asset', fileName: FILE, source: JSON.stringify(needs) })
    },
  }
}

/** The script of a page with all that it imports. */
function scriptsOf(route: string, bundle: Rolldown.OutputBundle): string[] {
  const page = Object.values(bundle).find(
    (chunk) => chunk.type === 'chunk' && chunk.facadeModuleId?.endsWith(`/routes/${route}.tsx`) === true,
  )
  if (page === undefined) throw new Error(`the build has no script of the page ${route}`)
  const found = new Set<string>()
  const add = (name: string): void => {
    const chunk = bundle[name]
    if (chunk?.type !== 'chunk' || found.has(name)) return
    found.add(name)
    for (const other of chunk.imports) add(other)
  }
  add(page.fileName)
  return [...found]
}

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What addresses that match need first, as the build of the UI has found out; `$1` stands for what the pattern's group matches. */
interface FirstNeeds {
  readonly path: string
  readonly scripts: readonly string[]
  /** Reads of the API, below its root. */
  readonly reads: readonly string[]
}

/**
 * Reads them from the folder of a build; answers the links that name them in the page of a path, so that a browser asks for them at once and
 * not when a script has found them out. Empty for addresses that nothing is known of.
 */
export function readFirstNeeds(folder: string): (path: string) => string {
  const file = join(folder, 'first-needs.json')
  const needs = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as readonly FirstNeeds[]) : []
  const known = needs.map(({ path, scripts, reads }) => ({
    pattern: new RegExp(path),
    links: [
      ...scripts.map((script) => `<link rel="modulepreload" crossorigin href="./${script}">`),
      // After the scripts, without which nobody reads the answers.
      ...reads.map((read) => `<link rel="preload" as="fetch" fetchpriority="low" crossorigin href="./api${read}">`),
    ].join(''),
  }))
  return (path) => {
    for (const { pattern, links } of known) {
      const match = pattern.exec(path)
      if (match !== null) return links.replaceAll('$1', match[1] ?? '')
    }
    return ''
  }
}

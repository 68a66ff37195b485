import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Written while checking and building; none of it is a source. */
const NO_SOURCES: ReadonlySet<string> = new Set(['dist', '.types', 'node_modules'])

/** Whether what was built is younger than everything that it was built of, as `make` has it: files, and folders with all in them. */
export function isCurrent(built: string, sources: readonly string[]): boolean {
  if (!existsSync(built)) return false
  const at = statSync(built).mtimeMs
  return sources.every((source) => newest(source) <= at)
}

function newest(path: string): number {
  const found = statSync(path)
  if (!found.isDirectory()) return found.mtimeMs
  const inside = readdirSync(path).filter((name) => !NO_SOURCES.has(name))
  // The folder itself as well: its time says that a file of it went away.
  return Math.max(found.mtimeMs, ...inside.map((name) => newest(join(path, name))))
}

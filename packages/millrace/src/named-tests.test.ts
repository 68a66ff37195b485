import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..', '..')

/** Pages that say by which test something holds. */
const PAGES = ['docs/reliability.md', 'docs/security.md', 'docs/sdk-status.md', 'docs/ui-status.md', 'docs/requirements-status.md']
/** Below these, files may be named without the folder. */
const FOLDERS = ['server/src/', 'sdk/src/', 'ui/src/', 'cli/src/commands/', 'e2e/src/ui/']

test.each(PAGES)('every test that %s names is there', (page) => {
  const there = globSync(['packages/*/src/**/*.test.ts', 'e2e/src/**/*.test.ts', 'interop/src/**/*.test.ts'], { cwd: ROOT })
  const names = new Set(there.map((path) => basename(path)))
  const named = [...readFileSync(join(ROOT, page), 'utf8').matchAll(/`([\w./-]+\.test\.ts)`/g)].map(([, path = '']) => path)
  expect(named.length).toBeGreaterThan(20)
  const missing = named.filter((path) =>
    path.includes('/')
      ? !there.some((one) => one === path || FOLDERS.some((folder) => one.endsWith(`${folder}${path}`)))
      : !names.has(path),
  )
  expect(missing).toEqual([])
})

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { isCurrent } from './is-current.ts'
import { stagePackage } from './stage-package.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/** Stays in the repository: what tests start. */
const LEFT_OUT: ReadonlySet<string> = new Set(['testing'])

/** What the web UI is built of; installing builds it, too. */
const PAGES = [
  ...['ui/src', 'ui/build', 'ui/public', 'ui/index.html', 'ui/vite.config.ts', 'ui/package.json', 'protocol/src', 'client/src'].map(
    (path) => `packages/${path}`,
  ),
  'package-lock.json',
]

/**
 * Writes a tarball of each package, as it is to be published, into a folder: JavaScript and types instead of sources, the web UI built.
 * They can be installed together: `npm install out/*.tgz`.
 *
 * @returns the paths of the tarballs.
 */
export async function packAll(folder: string): Promise<string[]> {
  const out = resolve(folder)
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  const run = (program: string, ...args: string[]): string => execFileSync(program, args, { cwd: ROOT, encoding: 'utf8' })
  run('npx', 'tsc', '-b')
  if (
    !isCurrent(
      join(ROOT, 'packages/ui/dist/index.html'),
      PAGES.map((source) => join(ROOT, source)),
    )
  )
    run('npm', 'run', '-s', 'build')
  const stage = mkdtempSync(join(tmpdir(), 'millrace-pack-'))
  try {
    const names = readdirSync(join(ROOT, 'packages')).filter((name) => !LEFT_OUT.has(name))
    for (const name of names) stagePackage(ROOT, name, join(stage, name))
    run('npm', 'pack', '--silent', '--pack-destination', out, ...names.map((name) => join(stage, name)))
  } finally {
    rmSync(stage, { recursive: true })
  }
  return readdirSync(out).map((name) => join(out, name))
}

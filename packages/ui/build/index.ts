import { existsSync, statSync } from 'node:fs'
import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

const PACKAGE = join(import.meta.dirname, '..')

/** Where the built UI is, or is going to be: `index.html` and `assets/`. */
export const uiFolder: string = join(PACKAGE, 'dist')

/**
 * True when the UI was not built yet, or its sources are newer than what was built. Always false for an installed package, which has no
 * sources.
 */
export async function uiIsStale(): Promise<boolean> {
  const sources = join(PACKAGE, 'src')
  const built = join(uiFolder, 'index.html')
  if (!existsSync(sources)) return false
  if (!existsSync(built)) return true
  const { mtimeMs } = statSync(built)
  const files = await readdir(sources, { recursive: true, withFileTypes: true })
  return files.some((file) => file.isFile() && statSync(join(file.parentPath, file.name)).mtimeMs > mtimeMs)
}

/** Builds the UI from its sources by Vite, which takes two to five seconds; a server that serves it meanwhile sees all of it or nothing. */
export async function buildUi(): Promise<void> {
  const { build } = await import('vite')
  const kind = process.env['NODE_ENV']
  const fresh = `${uiFolder}.${process.pid}`
  const old = `${fresh}.old`
  try {
    // Whatever the server is run for: Vite takes from it whether React comes with its checks, which make it twice as large and slow.
    process.env['NODE_ENV'] = 'production'
    await build({
      root: PACKAGE,
      configFile: join(PACKAGE, 'vite.config.ts'),
      logLevel: 'error',
      build: { outDir: fresh, emptyOutDir: true },
    })
    if (existsSync(uiFolder)) await rename(uiFolder, old)
    await rename(fresh, uiFolder)
  } finally {
    if (kind === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = kind
    await Promise.all([fresh, old].map((folder) => rm(folder, { recursive: true, force: true })))
  }
}

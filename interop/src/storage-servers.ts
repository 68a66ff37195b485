import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '..', '..', '.venvs')

interface StorageServer {
  readonly name: string
  /** The program that is there once it is installed, below its folder. */
  readonly program: string
  readonly install: (folder: string) => Promise<unknown>
}

/** Servers of object storages for tests; each is in a folder of its own, as their hundreds of packages are nobody else's. */
export const STORAGE_SERVERS: readonly StorageServer[] = [
  {
    name: 'azurite',
    program: 'node_modules/.bin/azurite-blob',
    // Newer ones ask for a package that is not there.
    install: (folder) => run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--no-save', 'azurite@3.35.0']),
  },
  {
    name: 'fake-gcs-server',
    program: 'bin/fake-gcs-server',
    install: (folder) =>
      run('go', ['install', 'github.com/fsouza/fake-gcs-server@v1.56.1'], { env: { ...process.env, GOBIN: join(folder, 'bin') } }),
  },
]

/** Installs a server unless it is there; answers what became of it. Without a Go compiler, that of Google's is left out. */
export async function prepareStorageServer({ name, program, install }: StorageServer): Promise<string> {
  const folder = join(ROOT, name)
  if (existsSync(join(folder, program))) return 'is up to date'
  await mkdir(folder, { recursive: true })
  try {
    await install(folder)
    return 'installed'
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return 'is left out: it takes a Go compiler, which is not in PATH'
  }
}

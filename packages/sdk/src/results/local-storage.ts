import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { MillraceError } from '../errors.ts'
import { newId } from '../identifiers.ts'
import type { ResultStorage } from './storage.ts'

/** Keeps results as files below `folder`, which is made when it is first needed. */
export function localStorage(folder: string): ResultStorage {
  const base = resolve(folder)
  return {
    address: base,
    async read(key) {
      try {
        return await readFile(fileOf(base, key), 'utf8')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        throw error
      }
    },
    async write(key, text) {
      const file = fileOf(base, key)
      const parent = dirname(file)
      const temporary = join(parent, `.${newId()}.tmp`)
      await mkdir(parent, { recursive: true })
      try {
        await writeThrough(temporary, text)
        await rename(temporary, file)
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
      await syncFolder(parent)
    },
    remove: (key) => rm(fileOf(base, key), { force: true }),
  }
}

/** Keys may have slashes, but may not lead out of the folder. Prefect's, for local files, are the paths of the files. */
function fileOf(base: string, key: string): string {
  const file = isAbsolute(key) && isBelow(base, resolve(key)) ? resolve(key) : join(base, key)
  if (isBelow(base, file) && !key.includes('\0')) return file
  throw new MillraceError(`result key '${key}' leads out of ${base}; use a relative path without ..`)
}

function isBelow(base: string, file: string): boolean {
  const path = relative(base, file)
  return path !== '' && !path.startsWith('..') && !isAbsolute(path)
}

async function writeThrough(file: string, text: string): Promise<void> {
  await using handle = await open(file, 'w', 0o600)
  await handle.writeFile(text)
  await handle.sync()
}

/** The rename is on disk only when the folder is. */
async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r')
  await handle.sync()
}

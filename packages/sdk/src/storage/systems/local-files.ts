import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { newId } from '../../identifiers.ts'
import { checksumStream } from '../checksum-stream.ts'
import { StorageAccessRefused, StorageError, UnsafePath } from '../errors.ts'
import type { FileSystem, StoredFile } from '../file-system.ts'

/** Files in a folder of this machine. */
export function localFiles(folder: string): FileSystem {
  const base = resolve(folder)
  /** A link within the folder must not lead out of it. */
  async function fileOf(path: string): Promise<string> {
    const file = join(base, path)
    const [root, parent] = await Promise.all([realpathOf(base), realpathOf(file)])
    const below = relative(root, parent)
    if (below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below))
      throw new UnsafePath(`'${path}' leads out of ${base}, by a link`)
    return file
  }
  const put = (path: string, write: (temporary: string) => Promise<void>): Promise<void> =>
    explained(base, async () => {
      const file = await fileOf(path)
      const temporary = join(dirname(file), `.${newId()}.tmp`)
      await mkdir(dirname(file), { recursive: true })
      try {
        await write(temporary)
        await rename(temporary, file)
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
    })
  return {
    address: base,
    parallel: 8,
    localFolder: base,
    list: (path) =>
      explained(base, async () => {
        const from = await fileOf(path)
        const entries = await orUndefined(readdir(from, { recursive: true, withFileTypes: true }))
        const names = (entries ?? []).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
        return await Promise.all(
          names.map(async (file): Promise<StoredFile> => {
            const found = await orUndefined(stat(file))
            return { path: relative(from, file).split(sep).join('/'), size: found?.size ?? -1, modified: found?.mtime }
          }),
        )
      }),
    read: (path) => explained(base, async () => await orUndefined(readFile(await fileOf(path)))),
    write: (path, content) => put(path, (temporary) => writeFile(temporary, content)),
    async upload(file, path) {
      const { through, sha256 } = checksumStream()
      await put(path, (temporary) => pipeline(createReadStream(file), through, createWriteStream(temporary)))
      return sha256()
    },
    download: (path, file) =>
      explained(base, async () => {
        const { through, sha256 } = checksumStream()
        const done = pipeline(createReadStream(await fileOf(path)), through, createWriteStream(file))
        return (await orUndefined(done.then(() => true))) === undefined ? undefined : sha256()
      }),
    async remove(paths) {
      for (const path of paths) await explained(base, async () => await rm(await fileOf(path), { force: true }))
    },
  }
}

/** Of what is there; the rest of a path that is not there cannot be a link. */
async function realpathOf(path: string): Promise<string> {
  const found = await orUndefined(realpath(path))
  if (found !== undefined || dirname(path) === path) return found ?? path
  return join(await realpathOf(dirname(path)), relative(dirname(path), path))
}

async function orUndefined<Value>(promise: Promise<Value>): Promise<Value | undefined> {
  try {
    return await promise
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}

async function explained<Value>(base: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
      throw new StorageAccessRefused(`the folder ${base} may not be used by this user: ${message}`, { cause })
    if (code === 'ENOSPC') throw new StorageError(`the disk of ${base} is full`, { cause })
    throw cause
  }
}

import type { FileSystem } from '../storage/file-system.ts'
import { joinPath } from '../storage/paths.ts'
import type { ResultStorage } from './storage.ts'

/**
 * Keeps results as files of a storage, the same that keep the code of flows.
 *
 * @param address Shown to people.
 * @param files Opens the storage; asked before each use.
 * @param folder Below which keys are (default: where the storage begins).
 */
export function fileStorage(address: string, files: () => Promise<FileSystem>, folder = ''): ResultStorage {
  return {
    address,
    read: async (key) => (await (await files()).read(joinPath(folder, key)))?.toString(),
    write: async (key, text) => await (await files()).write(joinPath(folder, key), Buffer.from(text)),
    remove: async (key) => await (await files()).remove([joinPath(folder, key)]),
  }
}

/** What opens a storage when it is first asked for, and again after it could not. */
export function openedOnce(open: () => Promise<FileSystem>): () => Promise<FileSystem> {
  let opened: Promise<FileSystem> | undefined
  return () => {
    const opening = (opened ??= open())
    opening.catch(() => (opened = undefined))
    return opening
  }
}

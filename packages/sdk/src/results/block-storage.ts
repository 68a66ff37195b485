import type { Client } from '@millrace/client'
import { Block } from '../blocks/block.ts'
import { currentSession } from '../connection/session.ts'
import { StorageReadOnly } from '../storage/errors.ts'
import type { FileSystem, Storage } from '../storage/file-system.ts'
import { parseStorageSlug } from '../storage/slug.ts'
import { fileStorage, openedOnce } from './file-storage.ts'
import type { ResultStorage } from './storage.ts'

/** Where results go, as users say it: a storage, a storage block, or `block-type/block-name[/folder]` of one that is saved. */
export type ResultStorageOption = ResultStorage | Block | string

/** The storage that somebody means. */
export function resultStorageOf(given: ResultStorageOption): ResultStorage {
  if (typeof given === 'string') return savedBlockStorage(given)
  return given instanceof Block ? blockStorage(given) : given
}

const ofBlocks = new WeakMap<Block, ResultStorage>()

/** Keeps results in the storage that a block describes. */
function blockStorage(block: Block): ResultStorage {
  const known = ofBlocks.get(block)
  if (known !== undefined) return known
  const name = block.savedAs?.name
  const storage = fileStorage(
    name == null ? `a block of type '${block.type.slug}'` : `${block.type.slug}/${name}`,
    openedOnce(async () => {
      const { openBlock } = await import('../storage/flow-source.ts')
      return filesOf(await openBlock(block), `a block of type '${block.type.slug}'`)
    }),
  )
  ofBlocks.set(block, storage)
  return storage
}

/** Storages of blocks that were read, by the server they are from. */
const read = new WeakMap<Client, Map<string, () => Promise<FileSystem>>>()

/** Keeps results in the storage of a block that is saved; it is read, with its secrets, when a result is first written or read. */
function savedBlockStorage(slug: string): ResultStorage {
  const { type, name, path } = parseStorageSlug(slug)
  const label = `${type}/${name}`
  const files = async (): Promise<FileSystem> => {
    const { client } = await currentSession()
    const ofServer = read.get(client) ?? new Map<string, () => Promise<FileSystem>>()
    read.set(client, ofServer)
    const opening = ofServer.get(label) ?? openedOnce(() => openSaved(client, label))
    ofServer.set(label, opening)
    return await opening()
  }
  return fileStorage(slug, files, path)
}

async function openSaved(client: Client, label: string): Promise<FileSystem> {
  const [{ openStorage }, { storageBlock }] = await Promise.all([
    import('../storage/open-storage.ts'),
    import('../storage/storage-block.ts'),
  ])
  return filesOf(await openStorage(await storageBlock(client, label)), label)
}

function filesOf({ files }: Storage, label: string): FileSystem {
  if (files !== undefined) return files
  throw new StorageReadOnly(`${label} can only be read, so that no results can be kept there; choose another storage for results`)
}

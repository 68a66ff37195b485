import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { downloadTree } from './download-tree.ts'
import { InvalidStorage } from './errors.ts'
import { type Fields, optionalText } from './fields.ts'
import type { FileSystem, Storage } from './file-system.ts'
import { localFiles } from './systems/local-files.ts'
import { openS3 } from './systems/s3.ts'

type Open = (fields: Fields, env: NodeJS.ProcessEnv) => Promise<Storage>

const localFields = z.object({ basepath: optionalText })

/** How the block types that are storages are opened, by their slugs. */
const STORAGE_TYPES: ReadonlyMap<string, Open> = new Map<string, Open>([
  ['local-file-system', (fields) => Promise.resolve(storageOf(localFiles(fromHome(localFields.parse(fields).basepath ?? '.'))))],
  ['s3', async (fields, env) => storageOf(await openS3(fields, env))],
])

/** How blocks of a type are opened. @throws InvalidStorage when they are no storages. */
export function requireStorageType(type: string, label: string): Open {
  const open = STORAGE_TYPES.get(type)
  if (open !== undefined) return open
  throw new InvalidStorage(`${label} is no storage; storages are blocks of the types ${[...STORAGE_TYPES.keys()].join(', ')}`)
}

/** A storage of files by name. */
const storageOf = (files: FileSystem): Storage => ({
  address: files.address,
  files,
  fetch: (from, into) => downloadTree(files, from, into),
})

const fromHome = (path: string): string => (path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path)

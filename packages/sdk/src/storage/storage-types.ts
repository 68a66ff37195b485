import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { downloadTree } from './download-tree.ts'
import { InvalidStorage } from './errors.ts'
import { type Fields, optionalText } from './fields.ts'
import type { FileSystem, Storage } from './file-system.ts'
import { openAzure } from './systems/azure.ts'
import { openGcs } from './systems/gcs.ts'
import { openRepository } from './systems/git-repository.ts'
import { localFiles } from './systems/local-files.ts'
import { openRemote } from './systems/remote.ts'
import { openS3 } from './systems/s3.ts'
import { openSmb } from './systems/smb.ts'

type Open = (fields: Fields, env: NodeJS.ProcessEnv) => Promise<Storage>

const localFields = z.object({ basepath: optionalText })

/** How the block types that are storages are opened, by their slugs. */
const STORAGE_TYPES: ReadonlyMap<string, Open> = new Map<string, Open>([
  ['local-file-system', (fields) => Promise.resolve(storageOf(localFiles(fromHome(localFields.parse(fields).basepath ?? '.'))))],
  ['s3', async (fields, env) => storageOf(await openS3(fields, env))],
  ['gcs', async (fields, env) => storageOf(await openGcs(fields, env))],
  ['azure', async (fields, env) => storageOf(await openAzure(fields, env))],
  ['smb', async (fields) => storageOf(await openSmb(fields))],
  ['remote-file-system', async (fields, env) => storageOf(await openRemote(fields, env))],
  ['github', (fields) => Promise.resolve(openRepository(fields))],
  ['github-repository', (fields) => Promise.resolve(openRepository(fields))],
  ['gitlab-repository', (fields) => Promise.resolve(openRepository(fields))],
  ['bitbucket-repository', (fields) => Promise.resolve(openRepository(fields))],
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

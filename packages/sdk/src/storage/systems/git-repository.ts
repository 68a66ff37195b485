import { cp, mkdtemp, realpath, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join, relative, sep } from 'node:path'
import type { Json } from '@millrace/protocol'
import { z } from 'zod'
import { cloneRepository } from '../../git/clone-repository.ts'
import { GitFailed } from '../../git/errors.ts'
import { type GitCredentials, gitCredentialsOf, splitCredentials } from '../../git/git-credentials.ts'
import { NotInStorage, StorageAccessRefused, StorageDriverMissing, type StorageError, StorageUnreachable, UnsafePath } from '../errors.ts'
import { type Fields, optionalText } from '../fields.ts'
import type { Storage } from '../file-system.ts'
import { relativePath } from '../paths.ts'

/** A repository, and which state of it. */
export interface Repository {
  readonly url: string
  /** A branch or tag (default: the repository's own branch). */
  readonly reference?: string | undefined
  readonly commit?: string | undefined
  readonly submodules?: boolean | undefined
  readonly credentials?: GitCredentials | undefined
  /** Whether git's own files come with those of the repository (default false). */
  readonly withGitFolder?: boolean | undefined
}

const credentials = z.record(z.string(), z.custom<Json>()).nullish()

const fields = z.object({
  repository: z.string().min(1),
  reference: optionalText,
  access_token: optionalText,
  include_git_objects: z.boolean().nullish(),
  credentials,
  /** Bitbucket's name for its credentials block. */
  bitbucket_credentials: credentials,
})

/** Opens a `github`, `gitlab-repository`, `bitbucket-repository` or other block of a repository. */
export function openRepository(given: Fields): Storage {
  const block = fields.parse(given)
  const login = block.credentials ?? block.bitbucket_credentials
  const ofBlock = login === null || login === undefined ? undefined : gitCredentialsOf(login)
  return gitRepository({
    url: block.repository,
    reference: block.reference,
    credentials: block.access_token === undefined ? ofBlock : { token: block.access_token },
    withGitFolder: block.include_git_objects ?? true,
  })
}

/** A git repository as a place that code is fetched from, by the git program. */
export function gitRepository({ url, reference, commit, submodules, credentials, withGitFolder = false }: Repository): Storage {
  const address = splitCredentials(url).url
  return {
    address,
    async fetch(from, into) {
      const folder = relativePath(from)
      const clone = await mkdtemp(join(tmpdir(), 'millrace-clone-'))
      try {
        await cloneRepository({ url, directory: clone, branch: reference, commit, submodules, credentials })
        await copyOut(clone, folder, into, { address, withGitFolder })
      } catch (error) {
        throw error instanceof GitFailed ? explained(error, address) : error
      } finally {
        await rm(clone, { recursive: true, force: true })
      }
    },
  }
}

interface Wanted {
  readonly address: string
  readonly withGitFolder: boolean
}

/** The folder that is meant, at its own place below `into`: entrypoints of deployments begin at the repository, as Prefect has it. */
async function copyOut(clone: string, folder: string, into: string, { address, withGitFolder }: Wanted): Promise<void> {
  const root = await realpath(clone)
  const source = await realpath(join(clone, folder)).catch(() => undefined)
  if (source === undefined || !(await stat(source)).isDirectory())
    throw new NotInStorage(`the repository ${address} has no folder '${folder}'`)
  if (!isBelow(root, source)) throw new UnsafePath(`'${folder}' of ${address} leads out of the repository, by a link`)
  await cp(source, join(into, folder), {
    recursive: true,
    verbatimSymlinks: true,
    filter: async (file) => {
      if (!withGitFolder && relative(root, file) === '.git') return false
      const target = await realpath(file).catch(() => undefined)
      if (target !== undefined && !isBelow(root, target))
        throw new UnsafePath(`'${relative(root, file)}' of ${address} is a link that leads out of the repository`)
      return true
    },
  })
}

function isBelow(root: string, file: string): boolean {
  const path = relative(root, file)
  return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path)
}

function explained(error: GitFailed, address: string): StorageError {
  const options = { cause: error }
  const { message } = error
  if (message.includes('is not installed')) return new StorageDriverMissing(`${address} is fetched by git: ${message}`, options)
  if (/Authentication failed|could not read Username|Permission denied|403/i.test(message))
    return new StorageAccessRefused(`${message}. Look at the token or the credentials of the block`, options)
  if (/Could not resolve host|Failed to connect|Connection (?:refused|timed out)|unable to access/i.test(message))
    return new StorageUnreachable(message, options)
  return new NotInStorage(message, options)
}

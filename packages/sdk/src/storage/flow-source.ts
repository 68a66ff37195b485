import type { Json } from '@millrace/protocol'
import { gitCredentialsOf } from '../git/git-credentials.ts'
import { Block, plainData } from '../blocks/block.ts'
import { InvalidStorage } from './errors.ts'
import type { Fields } from './fields.ts'
import type { Storage } from './file-system.ts'
import { openStorage } from './open-storage.ts'
import { gitRepository } from './systems/git-repository.ts'

/** A git repository, and which state of it. */
export interface GitSource {
  readonly repository: string
  /** A branch or tag (default: the repository's own branch). */
  readonly branch?: string | undefined
  readonly commit?: string | undefined
  /**
   * A token that may read it, or `user:token`, as text or as a block: `secret`, or the credentials of a provider. Deployments need a saved
   * block: they keep its name alone.
   */
  readonly accessToken?: string | Block | undefined
  readonly submodules?: boolean | undefined
}

/**
 * Where code is fetched from: the address of a git repository or of an object storage (`s3://bucket/folder`, `gs://…`,
 * `az://…`, `smb://…`), a folder of this machine, a repository with its branch, or a storage block.
 */
export type FlowSource = string | GitSource | Block

/**
 * Opens the place that code is fetched from.
 *
 * @throws InvalidStorage when it is none; StorageDriverMissing, saying what to install.
 */
export async function openSource(source: FlowSource, env: NodeJS.ProcessEnv = process.env): Promise<Storage> {
  if (source instanceof Block) return await openBlock(source, env)
  if (typeof source === 'object') {
    const { repository: url, branch: reference, commit, accessToken: token, submodules } = source
    const credentials = token instanceof Block ? gitCredentialsOf(fieldsOf(token)) : token === undefined ? undefined : { token }
    return gitRepository({ url, reference, commit, submodules, credentials })
  }
  if (isRepository(source)) return gitRepository({ url: source })
  if (source.includes('::')) throw new InvalidStorage(`'${source}' is no address that code is fetched from`)
  const [type, fields] =
    schemeOf(source) === undefined ? ['local-file-system', { basepath: source }] : ['remote-file-system', { basepath: source }]
  return await openStorage({ type, name: null, fields }, env)
}

/** What stands before `://`; undefined for a folder of this machine. */
export const schemeOf = (source: string): string | undefined => /^([a-z][a-z\d+.-]+):\/\//i.exec(source)?.[1]

/** Whether an address is that of a git repository. */
export const isRepository = (source: string): boolean =>
  /^(?:https?|ssh|git|git\+ssh)$/i.test(schemeOf(source) ?? '') || /^[\w.-]+@[\w.-]+:/.test(source) || /\.git\/?$/.test(source)

/** Opens the storage that a block at hand describes. @throws InvalidStorage, StorageDriverMissing. */
export const openBlock = async (block: Block, env: NodeJS.ProcessEnv = process.env): Promise<Storage> =>
  await openStorage({ type: block.type.slug, name: block.savedAs?.name ?? null, fields: fieldsOf(block) }, env)

/** With its secrets, and with the fields of blocks that it refers to in their place. */
const fieldsOf = ({ values }: Block): Fields =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]): [string, Json] => [name, value instanceof Block ? fieldsOf(value) : plainData(value)]),
  )

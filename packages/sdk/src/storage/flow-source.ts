import type { Json } from '@millrace/protocol'
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
  /** A token that may read it, or `user:token`. */
  readonly accessToken?: string | undefined
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
    return gitRepository({ url, reference, commit, submodules, credentials: token === undefined ? undefined : { token } })
  }
  const [, scheme = ''] = /^([a-z][a-z\d+.-]+):\/\//i.exec(source) ?? []
  if (/^(?:https?|ssh|git|git\+ssh)$/i.test(scheme) || /^[\w.-]+@[\w.-]+:/.test(source) || /\.git\/?$/.test(source))
    return gitRepository({ url: source })
  if (source.includes('::')) throw new InvalidStorage(`'${source}' is no address that code is fetched from`)
  const [type, fields] = scheme === '' ? ['local-file-system', { basepath: source }] : ['remote-file-system', { basepath: source }]
  return await openStorage({ type, name: null, fields }, env)
}

/** Opens the storage that a block at hand describes. @throws InvalidStorage, StorageDriverMissing. */
export const openBlock = async (block: Block, env: NodeJS.ProcessEnv = process.env): Promise<Storage> =>
  await openStorage({ type: block.type.slug, name: block.savedAs?.name ?? null, fields: fieldsOf(block) }, env)

/** With its secrets, and with the fields of blocks that it refers to in their place. */
const fieldsOf = ({ values }: Block): Fields =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]): [string, Json] => [name, value instanceof Block ? fieldsOf(value) : plainData(value)]),
  )

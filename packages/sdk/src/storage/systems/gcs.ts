import { z } from 'zod'
import { bucketOf, type Fields, optionalText, withoutEmpty } from '../fields.ts'
import { newId } from '../../identifiers.ts'
import type { FileSystem } from '../file-system.ts'
import { joinPath } from '../paths.ts'
import { opendalFiles, type ServiceOptions } from './opendal-files.ts'

const fields = z.object({ bucket_path: z.string().min(1), service_account_info: optionalText, project: optionalText })

/** The Cloud Storage that the environment names; an emulator wants no credentials. */
export function gcsEnvironment(env: NodeJS.ProcessEnv): Readonly<Record<string, string | undefined>> {
  const emulator = env['STORAGE_EMULATOR_HOST']
  if (emulator === undefined || emulator === '') return {}
  const endpoint = /^https?:/.test(emulator) ? emulator : `http://${emulator}`
  return { endpoint, allow_anonymous: 'true', disable_vm_metadata: 'true', disable_config_load: 'true' }
}

/** Opens a `gcs` block; without a service account it uses the default credentials of the machine. */
export async function openGcs(given: Fields, env: NodeJS.ProcessEnv): Promise<FileSystem> {
  const { bucket_path: path, service_account_info: account } = fields.parse(given)
  const { bucket, root } = bucketOf(path)
  return await gcsFiles({
    options: withoutEmpty({ ...gcsEnvironment(env), bucket, credential: account && Buffer.from(account).toString('base64') }),
    root,
    address: `gcs://${bucket}${root}`.replace(/\/$/, ''),
    credentials: 'service_account_info of the block',
  })
}

interface GcsOptions extends Omit<ServiceOptions, 'scheme'> {
  /** The folder of the bucket that paths begin at. */
  readonly root: string
}

/** Files of a bucket. */
export async function gcsFiles({ root, ...service }: GcsOptions): Promise<FileSystem> {
  const files = await opendalFiles({ ...service, scheme: 'gcs' })
  const at = (path: string): string => joinPath(root, path)
  /** OpenDAL 0.49 writes names with other characters encoded twice, and reads them as they are: they are written under another name first. */
  async function named<Sent>(path: string, write: (path: string) => Promise<Sent>): Promise<Sent> {
    if (/^[\w\-./!~*'()]*$/.test(at(path))) return await write(at(path))
    const temporary = `.millrace/${newId()}`
    const sent = await write(temporary)
    await files.rename(temporary, at(path))
    return sent
  }
  return {
    ...files,
    list: (folder) => files.list(at(folder)),
    read: (path) => files.read(at(path)),
    write: (path, content) => named(path, (name) => files.write(name, content)),
    upload: (file, path) => named(path, (name) => files.upload(file, name)),
    download: (path, file) => files.download(at(path), file),
    remove: (paths) => files.remove(paths.map(at)),
  }
}

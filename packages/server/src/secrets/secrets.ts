import type { Json } from '@millrace/protocol'
import type { Clock } from '../context.ts'
import { claimConfiguration, readConfiguration } from '../store/queries/configuration.ts'
import type { Store } from '../store/store.ts'
import { SecretKeyUnusable } from './errors.ts'
import { createKeyFile, readKeyFile, secretKeyFile } from './key-file.ts'
import { createSecretBox, type SecretBox } from './secret-box.ts'

/** Under which the database remembers by which key its secrets are encrypted. */
const KEY = 'secret-key'

/** The secrets of one database. */
export interface Secrets {
  /**
   * What encrypts and decrypts; the key file is read, or made, at the first call. Throws `SecretKeyUnusable`, whose message says
   * what to do; the next call tries again.
   */
  open(): Promise<SecretBox>
}

interface Options {
  readonly store: Store
  readonly clock: Clock
  /** The directory of the key file, `secret.key`. */
  readonly home: string
}

/** Makes the secrets of a database, without touching a file yet. */
export function createSecrets(options: Options): Secrets {
  let opening: Promise<SecretBox> | undefined
  return {
    async open() {
      opening ??= openBox(options)
      try {
        return await opening
      } catch (error) {
        opening = undefined
        throw error
      }
    },
  }
}

async function openBox({ store, clock, home }: Options): Promise<SecretBox> {
  const path = secretKeyFile(home)
  const box = createSecretBox((await readKeyFile(path)) ?? (await keyOfNewDatabase(store, path)))
  const claimed = await store.write((tx) => claimConfiguration(tx, { key: KEY, value: box.keyId, updated: clock.now() }))
  if (claimed !== box.keyId) {
    throw new SecretKeyUnusable(
      `the secrets in this database are encrypted by the key ${textOf(claimed)}, but ${path} holds the key ${box.keyId}; ` +
        'put the right key file there (every server on one database needs the same)',
    )
  }
  return box
}

/** A new key for a database that has secrets would hide that the old one is lost. */
async function keyOfNewDatabase(store: Store, path: string): Promise<Buffer> {
  const keyId = await store.read((queries) => readConfiguration(queries, KEY))
  if (keyId === undefined) return await createKeyFile(path)
  // Another process may have made the key, and claimed the database for it, since we looked for the file.
  const madeMeanwhile = await readKeyFile(path)
  if (madeMeanwhile !== undefined) return madeMeanwhile
  throw new SecretKeyUnusable(
    `the secrets in this database are encrypted by the key ${textOf(keyId)}, but ${path} is not there; put the key file back`,
  )
}

const textOf = (value: Json | null | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value))

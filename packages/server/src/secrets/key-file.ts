import { randomBytes, randomUUID } from 'node:crypto'
import { link, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { SecretKeyUnusable } from './errors.ts'
import { KEY_BYTES } from './secret-box.ts'

/** Bits of a file's mode that give rights to anybody but its owner. */
const OTHERS = 0o077

/** Where a home directory has the key of its secrets: beside the database, never in it. */
export const secretKeyFile = (home: string): string => join(home, 'secret.key')

/** The key in a file, or `undefined` when there is no such file. Throws `SecretKeyUnusable` when others may read it or it holds no key. */
export async function readKeyFile(path: string): Promise<Buffer | undefined> {
  const file = await openIfThere(path)
  if (file === undefined) return undefined
  try {
    const { mode } = await file.stat()
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
      const rights = (mode & 0o777).toString(8).padStart(4, '0')
      throw new SecretKeyUnusable(`expected ${path} to be readable by its owner alone (0600), got ${rights}; run chmod 600 on it`)
    }
    const key = Buffer.from((await file.readFile('utf8')).trim(), 'base64')
    if (key.length !== KEY_BYTES) {
      throw new SecretKeyUnusable(
        `expected ${path} to hold a key of ${KEY_BYTES} bytes in base64, got ${key.length} bytes; restore the file`,
      )
    }
    return key
  } finally {
    await file.close()
  }
}

/** Makes a key file for its owner alone, whole or not at all, and answers the key in it: another process may have been first. */
export async function createKeyFile(path: string): Promise<Buffer> {
  const draft = `${path}.${randomUUID()}`
  try {
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(`${randomBytes(KEY_BYTES).toString('base64')}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    await linkOnce(draft, path)
  } catch (error) {
    throw new SecretKeyUnusable(`the key file ${path} cannot be made (${String(error)}); give this user the right to write there`, {
      cause: error,
    })
  } finally {
    await rm(draft, { force: true })
  }
  const key = await readKeyFile(path)
  if (key === undefined) throw new SecretKeyUnusable(`the key file ${path} went away while it was made; start anew`)
  return key
}

async function openIfThere(path: string) {
  try {
    return await open(path, 'r')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new SecretKeyUnusable(`the key file ${path} cannot be read (${String(error)}); give this user the right to read it`, {
      cause: error,
    })
  }
}

/** Unlike a rename, a link does not replace a key that another process has put there. */
async function linkOnce(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)

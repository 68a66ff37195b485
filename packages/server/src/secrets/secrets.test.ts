import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createClock } from '../clock.ts'
import { openTestStore, STORE_KINDS, type TestStore } from '../store/testing.ts'
import { SecretDamaged, SecretKeyUnusable } from './errors.ts'
import { createSecretBox } from './secret-box.ts'
import { createSecrets, type Secrets } from './secrets.ts'

const PLACE = { table: 'block_document', row: 'a', field: 'data' }

/** A database with a home directory. */
async function setup(kind: (typeof STORE_KINDS)[number] = 'sqlite') {
  const store = await openTestStore(kind)
  const home = await mkdtemp(join(tmpdir(), 'millrace-secrets-'))
  return {
    store,
    keyFile: join(home, 'secret.key'),
    secrets: (of: TestStore = store): Secrets => createSecrets({ store: of, clock: createClock(), home }),
    [Symbol.asyncDispose]: async () => {
      await store[Symbol.asyncDispose]()
      await rm(home, { recursive: true })
    },
  }
}

describe('a box', () => {
  const box = createSecretBox(Buffer.alloc(32, 1))

  it('opens what it sealed, of any text', () => {
    for (const text of ['', 'swordfish', '😀 ümlaut \0']) expect(box.unseal(box.seal(text, PLACE), PLACE)).toBe(text)
  })

  it('shows its key and nothing of the secret, and never seals alike twice', () => {
    const [one, other] = [box.seal('swordfish', PLACE), box.seal('swordfish', PLACE)]
    expect(one.startsWith(`v1.${box.keyId}.`)).toBe(true)
    expect(one).not.toBe(other)
    expect(Buffer.from(one.split('.')[2] ?? '', 'base64url').toString()).not.toContain('swordfish')
  })

  it.each([{ table: 'variable' }, { row: 'b' }, { field: 'name' }])('does not open what was moved to another place: %o', (other) => {
    const sealed = box.seal('swordfish', PLACE)
    expect(() => box.unseal(sealed, { ...PLACE, ...other })).toThrow(SecretDamaged)
  })

  it('does not open what was changed', () => {
    const sealed = box.seal('swordfish', PLACE)
    // The last character of base64 may hold bits that mean nothing; one further in has none.
    const changed = `${sealed.slice(0, -8)}${sealed.at(-8) === 'A' ? 'B' : 'A'}${sealed.slice(-7)}`
    for (const text of [changed, sealed.slice(0, 30), 'v1.x', '', `v2${sealed.slice(2)}`]) {
      expect(() => box.unseal(text, PLACE)).toThrow(/does not decrypt|expected the key/)
    }
  })

  it('names the key that it lacks', () => {
    const other = createSecretBox(Buffer.alloc(32, 2))
    expect(() => box.unseal(other.seal('swordfish', PLACE), PLACE)).toThrow(`expected the key ${other.keyId}`)
  })
})

describe.each(STORE_KINDS)('the secrets of a database on %s', (kind) => {
  it('touch no file before they are opened, and make the key for its owner alone', async () => {
    await using world = await setup(kind)
    const secrets = world.secrets()
    await expect(stat(world.keyFile)).rejects.toThrow('ENOENT')
    const boxes = await Promise.all([secrets.open(), world.secrets().open(), world.secrets().open()])
    expect(new Set(boxes.map(({ keyId }) => keyId)).size).toBe(1)
    expect((await stat(world.keyFile)).mode & 0o777).toBe(0o600)
  })

  it('are opened by the next process with the same key', async () => {
    await using world = await setup(kind)
    const sealed = (await world.secrets().open()).seal('swordfish', PLACE)
    expect((await world.secrets().open()).unseal(sealed, PLACE)).toBe('swordfish')
  })

  it('are refused with a key file that is gone or another, and not given a new one', async () => {
    await using world = await setup(kind)
    const { keyId } = await world.secrets().open()
    const key = await readFile(world.keyFile)
    await rm(world.keyFile)
    await expect(world.secrets().open()).rejects.toThrow(`${keyId}, but ${world.keyFile} is not there; put the key file back`)
    await expect(stat(world.keyFile)).rejects.toThrow('ENOENT')
    await writeFile(world.keyFile, Buffer.alloc(32, 7).toString('base64'), { mode: 0o600 })
    const secrets = world.secrets()
    await expect(secrets.open()).rejects.toThrow('put the right key file there')
    await writeFile(world.keyFile, key)
    await expect(secrets.open()).resolves.toMatchObject({ keyId })
  })
})

it.each([0o644, 0o640, 0o604])('a key file that others may read is refused: %o', async (mode) => {
  await using world = await setup()
  await world.secrets().open()
  await chmod(world.keyFile, mode)
  await expect(world.secrets().open()).rejects.toThrow(SecretKeyUnusable)
  await expect(world.secrets().open()).rejects.toThrow(`got 0${mode.toString(8)}; run chmod 600`)
})

it.each(['', 'no key', Buffer.alloc(31).toString('base64')])('a key file that holds no key is refused: %j', async (text) => {
  await using world = await setup()
  await writeFile(world.keyFile, text, { mode: 0o600 })
  await expect(world.secrets().open()).rejects.toThrow('expected')
})

import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { temporaryFolder } from '@millrace/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { blocks } from '../blocks/built-in.ts'
import { flow } from '../flow.ts'
import { logger } from '../logger.ts'
import { openTestServer, type TestServer } from '../testing/test-server.ts'
import { registerSecretProvider } from './secret-provider.ts'
import { secret } from './secret.ts'

const VALUE = 'very-s3cret-canary'

/** Answers as HashiCorp Vault does: `db` in version 2 of its store, `old` in version 1. */
async function startVault(token: string): Promise<AsyncDisposable & { readonly url: string }> {
  const secrets: Readonly<Record<string, object>> = {
    '/v1/secret/data/db': { data: { data: { password: VALUE, port: 5432 }, metadata: { version: 1 } } },
    '/v1/kv/old': { data: { value: VALUE } },
  }
  const server = createServer((request, response) => {
    const found = secrets[request.url ?? '']
    if (request.headers['x-vault-token'] !== token) response.writeHead(403).end('{"errors":["permission denied"]}')
    else if (found === undefined) response.writeHead(404).end('{"errors":[]}')
    else response.end(JSON.stringify(found))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** Whether the value is readable anywhere in the home of a server: its database, its logs. */
async function isReadableIn({ home }: TestServer): Promise<boolean> {
  const files = (await readdir(home, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  expect(files.some(({ name }) => name.endsWith('.db'))).toBe(true)
  const texts = await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')))
  return texts.some((text) => text.includes(VALUE))
}

afterEach(() => vi.unstubAllEnvs())

describe('a secret', () => {
  test('S250 is brought to the server by its API, encrypted there, hidden in what it answers, and had by the flow', async () => {
    await using server = await openTestServer()
    const saved = await server.run(() => blocks.secret.of({ value: VALUE }).save('api-key'))
    const shown = await server.client.blockDocuments.read({ params: { id: saved.savedAs?.id ?? '' }, query: {} })
    expect(shown.data).toEqual({ value: '********' })
    const reads = flow(async function reads() {
      const key = await secret('api-key')
      logger().info(`the key is ${key.toString()}`)
      return key.get().length
    })
    expect(await server.run(() => reads())).toBe(VALUE.length)
    expect(await server.run(async () => (await secret('block:api-key')).get())).toBe(VALUE)
    await server.session.flush()
    expect(await isReadableIn(server)).toBe(false)
  })

  test('S251 comes from the environment, a file, a vault or a provider of one’s own, and never through the server', async () => {
    await using server = await openTestServer()
    await using vault = await startVault('t0ken')
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'secret')
    await writeFile(file, `${VALUE}\n`)
    vi.stubEnv('VAULT_ADDR', vault.url)
    vi.stubEnv('VAULT_TOKEN', 't0ken')
    vi.stubEnv('OF_THE_WORKER', VALUE)
    registerSecretProvider('mine', { read: (path) => Promise.resolve(path === 'there' ? VALUE : undefined) })
    const references = ['env:OF_THE_WORKER', `file:${file}`, 'vault:secret/data/db#password', 'vault:kv/old', 'mine:there']
    const reads = flow(async function reads() {
      const found = await Promise.all(references.map((reference) => secret(reference)))
      logger().info(`found ${found.join()} and ${JSON.stringify(found)}`)
      return found.every((each) => each.get() === VALUE)
    })
    expect(await server.run(() => reads())).toBe(true)
    expect((await secret('vault:secret/data/db#port')).get()).toBe('5432')
    await server.session.flush()
    expect(await isReadableIn(server)).toBe(false)
  })

  test('S251 that cannot be had says which, and why', async () => {
    await using server = await openTestServer()
    await using vault = await startVault('other')
    vi.stubEnv('VAULT_ADDR', vault.url)
    vi.stubEnv('VAULT_TOKEN', VALUE)
    const refused = async (reference: string): Promise<string> => {
      const error = await server.run(() => secret(reference)).catch((cause: unknown) => cause as Error)
      expect(error).toMatchObject({ name: 'SecretUnavailable' })
      expect(String(error)).not.toContain(VALUE)
      return String(error)
    }
    expect(await refused('env:NOT_SET_ANYWHERE')).toContain("'env:NOT_SET_ANYWHERE' cannot be had: env has none of that name")
    expect(await refused('file:/nowhere/at/all')).toContain('file has none')
    expect(await refused('nobody-saved-this')).toContain('block has none')
    expect(await refused('vault:secret/data/db#password')).toContain(`the vault at ${vault.url} answered 403`)
    expect(await refused('aws:db')).toContain("no provider 'aws'; there are block, env, file, vault")
    vi.stubEnv('VAULT_TOKEN', '')
    expect(await refused('vault:kv/old')).toContain('set VAULT_ADDR and VAULT_TOKEN')
    expect(() => registerSecretProvider('Not One', { read: () => Promise.resolve('') })).toThrow("got 'Not One'")
  })
})

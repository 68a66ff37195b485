import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type RunningServer, startServer } from '@millrace/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GENERATIONS, preparePeer } from './peers.ts'
import { startPython } from './start-python.ts'

/** What no file, log line or answer may show, except to those who ask for secrets. */
const CANARY = 'canary-5f1d7c'

describe.each(GENERATIONS)('a real Prefect %s client', (generation) => {
  let server: RunningServer

  beforeAll(async () => {
    await preparePeer(generation)
    server = await startServer()
  })

  afterAll(() => server[Symbol.asyncDispose]())

  test('saves, overwrites, nests and loads blocks, whose secrets stay secret', async () => {
    await using python = await startPython(generation, server.url, ['blocks.py', CANARY])
    expect(await python.process.ended, python.process.output()).toBe(0)
    const seen = JSON.parse(python.process.output().trim().split('\n').at(-1) ?? '')
    expect(seen).toMatchObject({
      secret: true,
      overwritten: true,
      nested: ['db', 'ada', true, { a: 'b' }],
      inner_document: true,
      saved_again: ['db2', true],
      inline: 'InteropToken',
      generic: 'InteropDatabase',
      absent: true,
      taken: true,
    })

    const { blockTypes, blockSchemas, blockDocuments } = server.client
    for (const [name, checksum] of Object.entries<string>(seen.checksums)) {
      const schema = await blockSchemas.readByChecksum({ params: { checksum } })
      expect([schema.fields['title'], schema.checksum]).toEqual([name, checksum])
    }

    const params = { slug: 'interopdatabase', block_document_name: 'interop-database' }
    const database = await blockTypes.readDocument({ params })
    expect(database).toMatchObject({
      data: { host: 'db2', login: { user: 'ada', password: '********' } },
      block_document_references: { login: { block_document: { name: 'interop-login', block_type: { slug: 'interopcredentials' } } } },
    })
    const open = await blockTypes.readDocument({ params, query: { include_secrets: true } })
    expect(open.data['login']).toMatchObject({ password: CANARY })
    const documents = await blockDocuments.filter({ body: {} })
    expect(documents.map(({ name }) => name)).toEqual(['interop-database', 'interop-inline', 'interop-login', 'interop-secret'])
    expect(JSON.stringify(documents)).not.toContain(CANARY)
    expect(server.process.output()).not.toContain(CANARY)
    expect(await filesWith(server.home, CANARY)).toEqual([])
  })
})

/** The files of a folder that have a text in them. */
async function filesWith(folder: string, text: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  expect(files.map((file) => file.slice(folder.length + 1))).toEqual(expect.arrayContaining(['millrace.db', 'secret.key']))
  const held = await Promise.all(files.map(async (file) => (await readFile(file)).includes(text)))
  return files.filter((_, index) => held[index])
}

import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { loadSettings } from '@millrace/settings'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { startServer } from '../main.ts'

const CANARY = 'canary-9b1d2f'

/** A server on a home of its own, whose log is kept. */
async function setup() {
  const home = await mkdtemp(join(tmpdir(), 'millrace-canary-'))
  const lines: string[] = []
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString())
      done()
    },
  })
  const log = pino({ level: 'trace' }, sink)
  const settings = loadSettings({ env: {}, cwd: home, overrides: { home, 'server.api.port': 0 } })
  const start = () => startServer({ settings, log, services: false })
  let server = await start()
  const shown: string[] = []
  return {
    home,
    lines,
    /** Every answer so far, but those to a caller who asked for secrets. */
    shown,
    async call(method: string, path: string, body?: unknown) {
      const raw = typeof body === 'string' ? body : JSON.stringify(body)
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(server.url + path, { method, ...(body === undefined ? {} : { headers, body: raw }) })
      const text = await answer.text()
      if (!path.includes('include_secrets')) shown.push(text)
      return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
    },
    async restart() {
      await server.close()
      server = await start()
    },
    /** What lies on the disk, files by name. */
    async files() {
      const found = (await readdir(home, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
      return await Promise.all(found.map(async ({ name, parentPath }) => ({ name, content: await readFile(join(parentPath, name)) })))
    },
    [Symbol.asyncDispose]: async () => {
      await server.close()
      await rm(home, { recursive: true })
    },
  }
}

it('shows a secret to nobody who does not ask for it: not on disk, not in the log, not in answers and errors', async () => {
  await using world = await setup()
  const type = (await world.call('GET', '/block_types/slug/webhook')).body
  const [schema] = (await world.call('POST', '/block_schemas/filter', { block_schemas: { block_type_id: { any_: [type.id] } } })).body
  const block = { name: 'hook', data: { url: CANARY, headers: { auth: CANARY } }, block_type_id: type.id, block_schema_id: schema.id }
  const { id } = (await world.call('POST', '/block_documents/', block)).body
  expect((await world.call('POST', '/block_documents/', block)).status).toBe(409)
  expect((await world.call('PATCH', `/block_documents/${id}`, { data: { url: `${CANARY}-2` } })).status).toBe(204)
  for (const body of [{ ...block, name: 'Not_Plain' }, { ...block, extra: CANARY }, { ...block, data: CANARY }, `{"data": "${CANARY}"`]) {
    expect((await world.call('POST', '/block_documents/', body)).status).toBe(422)
  }
  await world.call('GET', `/block_documents/${id}`)
  await world.call('POST', '/block_documents/filter', {})
  await world.call('POST', '/events/filter', {})
  const open = await world.call('GET', `/block_documents/${id}?include_secrets=true`)
  expect(open.body.data).toMatchObject({ url: `${CANARY}-2`, headers: { auth: CANARY } })

  await chmod(join(world.home, 'secret.key'), 0o644)
  await world.restart()
  const refused = await world.call('GET', `/block_documents/${id}`)
  expect(refused).toMatchObject({ status: 500, body: { exception_message: expect.stringContaining('The server log says what to do') } })
  expect(world.lines.join('')).toContain('run chmod 600 on it')
  await chmod(join(world.home, 'secret.key'), 0o600)
  expect((await world.call('GET', `/block_documents/${id}`)).status).toBe(200)

  expect(world.shown.filter((text) => text.includes(CANARY))).toEqual([])
  expect(world.lines.filter((line) => line.includes(CANARY))).toEqual([])
  const files = await world.files()
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['millrace.db', 'secret.key']))
  expect(files.filter(({ content }) => content.includes(CANARY)).map(({ name }) => name)).toEqual([])
})

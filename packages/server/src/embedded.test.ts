import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadSettings, type Settings } from '@millrace/settings'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createEmbeddedServer, type EmbeddedTransport } from './embedded.ts'
import { createEmbeddedServer as createThreadedServer } from './threaded/threaded-server.ts'

const KINDS: readonly (readonly [string, (options: { settings: Settings }) => Promise<EmbeddedTransport>])[] = [
  ['in this thread', createEmbeddedServer],
  ['in a thread of its own', createThreadedServer],
]

describe.each(KINDS)('the embedded server, %s,', (_kind, open) => {
  let folder: string
  let transport: EmbeddedTransport
  // A thread takes a while to load the server: one is enough for all.
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-home-'))
    transport = await open({ settings: settingsFor(join(folder, 'new')) })
  }, 120_000)
  afterAll(async () => {
    await transport.close()
    await rm(folder, { recursive: true, force: true })
  })
  const settingsFor = (home: string): Settings => loadSettings({ env: {}, cwd: folder, overrides: { home } })

  test('answers calls without a port, as HTTP would', async () => {
    expect(transport.address).toContain('millrace.db')
    const made = await transport.send({ method: 'POST', path: '/flows/', body: { name: 'x', labels: undefined } })
    expect(made).toMatchObject({ status: 201, body: { name: 'x', labels: {} } })
    expect(await transport.send({ method: 'GET', path: '/csrf-token?client=x' })).toMatchObject({ status: 422 })
    expect(await transport.send({ method: 'POST', path: '/flows/', text: '{"name": 5}' })).toMatchObject({ status: 422 })
    expect(await transport.send({ method: 'GET', path: '/hello', headers: { 'X-Prefect-Api-Version': '0.1.0' } })).toMatchObject({
      status: 400,
    })
    expect(await transport.send({ method: 'DELETE', path: `/flows/${(made.body as { id: string }).id}` })).toEqual({
      status: 204,
      headers: {},
      body: undefined,
    })
  })

  test('gives back nothing that the caller shares with the server', async () => {
    const flow = (await transport.send({ method: 'POST', path: '/flows/', body: { name: 'x' } })).body as { id: string }
    const data = { list: [1] }
    const made = transport.send({ method: 'POST', path: '/flow_runs/', body: { flow_id: flow.id, state: { type: 'COMPLETED', data } } })
    data.list.push(2)
    expect((await made).body).toMatchObject({ state: { data: { list: [1] } } })
  })

  test('holds an answer back until the caller does not want it any more', async () => {
    const queue = (await transport.send({ method: 'POST', path: '/work_queues/', body: { name: 'q' } })).body as { id: string }
    const caller = new AbortController()
    const path = `/work_queues/${queue.id}/get_runs`
    const held = transport.send({ method: 'POST', path, body: {}, headers: { prefer: 'wait=600' }, signal: caller.signal })
    // What is asked after it is answered before it.
    expect(await Promise.race([held, transport.send({ method: 'GET', path: '/health' })])).toMatchObject({ body: true })
    caller.abort()
    expect(await held).toMatchObject({ status: 200, body: [] })
  })

  test('says by name and message why it cannot be opened', { timeout: 120_000 }, async () => {
    const file = join(folder, 'file')
    await writeFile(file, '')
    const refused = open({ settings: settingsFor(join(file, 'home')) })
    await expect(refused).rejects.toMatchObject({ name: 'HomeNotWritable', message: expect.stringContaining('MILLRACE_HOME') })
  })
})

import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { main } from '../../main.ts'
import { capturedIo } from '../../testing/captured-io.ts'
import { startCliServer } from '../../testing/cli-server.ts'

function setup(env: Record<string, string> = {}) {
  const home = mkdtempSync(join(tmpdir(), 'millrace-cli-'))
  const io = capturedIo({ env: { MILLRACE_HOME: home, ...env }, cwd: home })
  return { io, start: async (...argv: string[]) => await main(['server', 'start', '--port', '0', '--no-services', '--no-ui', ...argv], io) }
}

test('S282 serves until it is interrupted, and says where', async () => {
  const { io, start } = setup()
  const ready = Promise.withResolvers<string>()
  const { out } = io
  io.out = (text) => {
    out(text)
    const url = /API {7}(http:\S+)/.exec(text)?.[1]
    if (url !== undefined) ready.resolve(url)
  }
  const ended = start()
  const url = await ready.promise
  expect(await (await fetch(`${url}/health`)).json()).toBe(true)
  const status = capturedIo({ env: io.env })
  expect(await main(['server', 'status', '-o', 'json'], status)).toBe(0)
  expect(JSON.parse(status.printed().out)).toMatchObject({ status: 'available', api_url: url })
  io.interrupt()
  expect(await ended).toBe(0)
  await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed')
})

test('with accounts on it says how to create the first admin, and lets nobody else in', async () => {
  const { io, start } = setup({ MILLRACE_SERVER_ACCOUNTS_ENABLED: 'true' })
  const create = async (stdin: string, name: string) => {
    const own = capturedIo({ env: io.env, cwd: io.cwd, stdin })
    return { code: await main(['server', 'create-admin', name], own), ...own.printed() }
  }
  const ready = Promise.withResolvers<string>()
  const { out } = io
  io.out = (text) => {
    out(text)
    const url = /API {7}(http:\S+)/.exec(text)?.[1]
    if (url !== undefined) ready.resolve(url)
  }
  // Beyond loopback too, since calls need a user or a key.
  const ended = start('--host', '0.0.0.0')
  const url = await ready.promise
  expect(await create('', 'ada')).toMatchObject({ code: 2, err: expect.stringContaining('standard input is empty') })
  expect(await create('short\n', 'ada')).toMatchObject({ code: 1, err: expect.stringContaining('password') })
  expect(await create('correct horse\n', 'ada')).toMatchObject({ code: 0, out: expect.stringContaining("Created the admin 'ada'") })
  expect(await create('correct horse\n', 'ADA')).toMatchObject({ code: 1, err: expect.stringContaining('already') })
  expect((await fetch(`${url}/hello`)).status).toBe(401)
  const signIn = { method: 'POST', headers: { 'content-type': 'application/json' } }
  const body = JSON.stringify({ name: 'Ada', password: 'correct horse' })
  const [cookie = ''] = ((await fetch(`${url}/ui/session`, { ...signIn, body })).headers.get('set-cookie') ?? '').split(';')
  expect((await fetch(`${url}/hello`, { headers: { cookie } })).status).toBe(200)
  io.interrupt()
  expect(await ended).toBe(0)
  expect(io.printed().err).toContain('millrace server create-admin <name>')
})

test('refuses other addresses than loopback without authentication, and names the ways out', async () => {
  const { io, start } = setup()
  expect(await start('--host', '0.0.0.0')).toBe(1)
  expect(io.printed().err).toMatch(/MILLRACE_SERVER_API_AUTH_STRING.*127\.0\.0\.1.*--allow-unauthenticated/)
})

test('names a port that is in use', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address() as { port: number }
  const { io, start } = setup()
  expect(await start('--port', String(port))).toBe(1)
  expect(io.printed().err).toContain(`port ${port} on 127.0.0.1 is in use`)
  taken.close()
})

test('says that a server does not answer, at once or after the time to wait', async () => {
  const env = { MILLRACE_API_URL: 'http://127.0.0.1:1/api', MILLRACE_HOME: '/nowhere' }
  for (const flags of [[], ['--wait', '--timeout', '1']]) {
    const io = capturedIo({ env })
    expect(await main(['server', 'status', ...flags], io)).toBe(1)
    expect(io.printed().err).toContain('http://127.0.0.1:1/api')
    expect(io.printed().err).toContain('(MILLRACE_API_URL from environment)')
  }
})

test('workers and agents look once and end', async () => {
  await using cli = await startCliServer()
  expect(await cli.run('worker', 'start', '--pool', 'local', '--run-once')).toMatchObject({
    code: 0,
    out: expect.stringContaining("polling work pool 'local'"),
  })
  expect(await cli.json('work-pool', 'inspect', 'local')).toMatchObject({ type: 'process' })
  expect(await cli.run('agent', 'start', '-q', 'test', '--run-once')).toMatchObject({ code: 0 })
  expect(await cli.json('work-queue', 'inspect', 'test')).toMatchObject({ work_pool_name: 'default-agent-pool' })
})

test('workers and agents refuse what they cannot work on', async () => {
  await using cli = await startCliServer()
  expect(await cli.run('worker', 'start')).toMatchObject({ code: 2, err: 'Expected a work pool: --pool NAME.\n' })
  expect(await cli.run('agent', 'start')).toMatchObject({ code: 2 })
  expect(await cli.run('worker', 'start', '-p', 'nope', '--no-create-pool-if-not-found', '--run-once')).toMatchObject({
    code: 1,
    err: expect.stringContaining('nope'),
  })
  expect(await cli.run('worker', 'start', '-p', 'x', '--type', 'nope', '--run-once')).toMatchObject({
    code: 1,
    err: expect.stringContaining('process'),
  })
})

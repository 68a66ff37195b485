import { cp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startServer } from '@millrace/server'
import { loadSettings } from '@millrace/settings'
import { createClient, createHttpTransport } from '@millrace/client'
import { expect, test } from 'vitest'
import { main } from '../../../main.ts'
import { capturedIo } from '../../../testing/captured-io.ts'
import { startCliServer } from '../../../testing/cli-server.ts'

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** A command line of another home. */
const captured = (home: string, cwd: string, more: Record<string, string> = {}): { run(...argv: string[]): Promise<Ran> } => ({
  async run(...argv) {
    const io = capturedIo({ env: { MILLRACE_HOME: home, ...more }, cwd })
    const code = await main(argv, io)
    return { code, ...io.printed() }
  },
})

test('a backup under load has all that was acknowledged before it, and is put back elsewhere (R31)', async () => {
  await using cli = await startCliServer()
  const flow = await cli.client.flows.create({ body: { name: 'backed-up' } })
  const made: string[] = []
  const load = { over: false }
  const clients = Array.from({ length: 4 }, async () => {
    while (!load.over) made.push((await cli.client.flowRuns.create({ body: { flow_id: flow.id, state: { type: 'SCHEDULED' } } })).id)
  })
  while (made.length < 200) await new Promise((resolve) => setTimeout(resolve, 5))
  const before = [...made]
  const done = await cli.run('server', 'database', 'backup', 'copy.db')
  load.over = true
  await Promise.all(clients)
  expect(done).toMatchObject({ code: 0, out: expect.stringMatching(/Backed up to .*copy\.db: \d+ flow runs[\s\S]*secret\.key/) })
  const copy = join(cli.cwd, 'copy.db')
  await expect(stat(`${copy}.part`)).rejects.toThrow('ENOENT')
  expect(await cli.run('server', 'database', 'backup', 'copy.db')).toMatchObject({ code: 1, err: expect.stringContaining('exists') })
  expect(await cli.run('server', 'database', 'restore', 'copy.db')).toMatchObject({
    code: 1,
    err: expect.stringContaining('stop it first'),
  })

  const home = join(cli.cwd, 'elsewhere')
  const elsewhere = captured(home, cli.cwd)
  expect(await elsewhere.run('server', 'database', 'restore', 'copy.db')).toMatchObject({
    code: 0,
    out: expect.stringContaining('Restored'),
  })
  const settings = loadSettings({
    env: { MILLRACE_HOME: home },
    cwd: home,
    overrides: { 'server.api.port': 0, 'server.loggingLevel': 'CRITICAL' },
  })
  const server = await startServer({ settings, services: false })
  const client = createClient(createHttpTransport({ url: server.url, timeoutSeconds: 10, maxRetries: 0, jitterFactor: 0 }))
  try {
    expect(await client.flowRuns.count({ body: { flow_runs: { id: { any_: before } } } })).toBe(before.length)
    for (const run of await client.flowRuns.filter({ body: {} })) expect(run.state?.id).toBe(run.state_id)
  } finally {
    await client.transport.close()
    await server.close()
  }
  expect(await elsewhere.run('server', 'database', 'restore', copy)).toMatchObject({ code: 1, err: expect.stringContaining('--force') })
  expect(await elsewhere.run('server', 'database', 'restore', copy, '--force')).toMatchObject({ code: 0 })
})

test('what is no backup is refused, and leaves the database as it was', async () => {
  await using cli = await startCliServer()
  const copy = join(cli.cwd, 'copy.db')
  expect(await cli.run('server', 'database', 'backup', copy)).toMatchObject({ code: 0 })
  const home = join(cli.cwd, 'elsewhere')
  const elsewhere = captured(home, cli.cwd)
  expect(await elsewhere.run('server', 'database', 'backup', 'x.db')).toMatchObject({
    code: 1,
    err: expect.stringContaining('no database'),
  })
  await writeFile(join(cli.cwd, 'text.db'), 'hello')
  await writeFile(join(cli.cwd, 'empty.db'), '')
  await cp(copy, join(cli.cwd, 'cut.db'))
  const bytes = await readFile(copy)
  await writeFile(join(cli.cwd, 'cut.db'), bytes.subarray(0, bytes.length / 2))
  for (const file of ['nowhere.db', 'text.db', 'empty.db', 'cut.db']) {
    const refused = await elsewhere.run('server', 'database', 'restore', file)
    expect([file, refused.code, refused.err]).toEqual([file, 1, expect.stringContaining(file)])
  }
  await expect(stat(join(home, 'millrace.db'))).rejects.toThrow('ENOENT')
  await rm(copy)
})

test('a database on Postgres is left to its own tools', async () => {
  await using cli = await startCliServer()
  const env = { MILLRACE_SERVER_DATABASE_CONNECTION_URL: 'postgresql://me@127.0.0.1:1/x' }
  const postgres = captured(cli.home, cli.cwd, env)
  expect(await postgres.run('server', 'database', 'backup', 'x.db')).toMatchObject({ code: 1, err: expect.stringContaining('pg_dump') })
})

import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadSettings, type Settings } from '@millrace/settings'
import { describe, expect, test } from 'vitest'
import { connect } from './connect.ts'
import { NoServer } from './errors.ts'

async function setup(): Promise<{ home: string; settings: (env?: Record<string, string>) => Settings } & AsyncDisposable> {
  const home = await mkdtemp(join(tmpdir(), 'millrace-connect-'))
  return {
    home,
    settings: (env = {}) => loadSettings({ env: { MILLRACE_HOME: home, ...env }, cwd: home }),
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  }
}

/** Answers every call with 200, until it is disposed of. */
async function healthyServer(): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer((_request, response) => response.end('true'))
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

describe('the server of a process', () => {
  test('is the one that its settings name', async () => {
    await using here = await setup()
    const transport = await connect(here.settings({ PREFECT_API_URL: 'http://127.0.0.1:1/api' }))
    expect(transport.address).toBe('http://127.0.0.1:1/api')
  })

  test('is the one that runs on its home', async () => {
    await using here = await setup()
    await using server = await healthyServer()
    await writeFile(join(here.home, 'server.json'), JSON.stringify({ url: server.url, pid: process.pid }))
    expect((await connect(here.settings())).address).toBe(`${server.url}/api`)
  })

  test('is not one that has died, or does not answer', async () => {
    await using here = await setup()
    await using server = await healthyServer()
    const dead = spawn(process.execPath, ['-e', ''])
    await new Promise((resolve) => dead.once('close', resolve))
    await writeFile(join(here.home, 'server.json'), JSON.stringify({ url: server.url, pid: dead.pid }))
    await expect(connect(here.settings())).rejects.toThrow(NoServer)
    await writeFile(join(here.home, 'server.json'), JSON.stringify({ url: 'http://127.0.0.1:1', pid: process.pid }))
    await expect(connect(here.settings())).rejects.toThrow('set it, run')
  })
})

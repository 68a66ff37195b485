import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadSettings, type LoadOptions } from '@millrace/settings'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { AddressUnavailable, HomeNotWritable } from './errors.ts'
import { type RunningServer, startServer } from './main.ts'

const log = pino({ level: 'silent' })

async function home(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'millrace-home-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

const start = (path: string, overrides: LoadOptions['overrides'] = {}): Promise<RunningServer> =>
  startServer({ settings: loadSettings({ env: {}, cwd: path, overrides: { home: path, 'server.api.port': 0, ...overrides } }), log })

describe('a server', () => {
  it('answers, says in its home where it is, and takes that back when it stops', async () => {
    await using folder = await home()
    const server = await start(folder.path)
    const written = JSON.parse(await readFile(join(folder.path, 'server.json'), 'utf8'))
    expect(written).toEqual({ url: server.url, pid: process.pid })
    expect(await (await fetch(`${server.url}/health`)).json()).toBe(true)
    await server.close()
    await expect(readFile(join(folder.path, 'server.json'))).rejects.toThrow('ENOENT')
    await expect(fetch(`${server.url}/health`)).rejects.toThrow('fetch failed')
  })

  it('keeps what it was told when it starts again', async () => {
    await using folder = await home()
    const first = await start(folder.path)
    await fetch(`${first.url}/flows/`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"name":"kept"}' })
    await first.close()
    const second = await start(folder.path)
    expect(await (await fetch(`${second.url}/flows/name/kept`)).json()).toMatchObject({ name: 'kept' })
    await second.close()
  })

  it('finishes the calls in flight when it stops', async () => {
    await using folder = await home()
    const server = await start(folder.path)
    const calls = Array.from({ length: 50 }, (_, index) =>
      fetch(`${server.url}/flows/`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: `f${index}` }),
      }),
    )
    await Promise.race(calls)
    await server.close()
    const answered = (await Promise.allSettled(calls)).flatMap((call) => (call.status === 'fulfilled' ? [call.value.status] : []))
    expect(new Set(answered).difference(new Set([201, 503]))).toEqual(new Set())
    const again = await start(folder.path)
    expect(await (await fetch(`${again.url}/flows/count`, { method: 'POST' })).json()).toBeGreaterThanOrEqual(
      answered.filter((status) => status === 201).length,
    )
    await again.close()
  })

  it('selects the subprotocol of a websocket, and refuses a frame that is too large', async () => {
    await using folder = await home()
    const server = await start(folder.path)
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/events/in`, 'prefect')
    await once(socket, 'open')
    expect(socket.protocol).toBe('prefect')
    const closed = once(socket, 'close')
    socket.send('x'.repeat(1_600_000))
    expect((await closed)[0]).toBe(1009)
    await server.close()
  })

  it('says which program to stop or which port to choose when its port is taken', async () => {
    await using folder = await home()
    const other = createServer()
    const port = await listening(other)
    const failed = start(folder.path, { 'server.api.port': port })
    await expect(failed).rejects.toThrow(AddressUnavailable)
    await expect(failed).rejects.toThrow(/another program listens there; stop it, or choose another port/)
    other.close()
  })

  it('says so when its home cannot be written', async () => {
    await using folder = await home()
    const file = join(folder.path, 'file')
    await writeFile(file, '')
    await expect(start(join(file, 'home'))).rejects.toThrow(HomeNotWritable)
  })
})

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })

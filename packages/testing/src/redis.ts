import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { isOnPath, orSkipped } from './programs.ts'
import { type Supervised, supervise } from './supervised.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A Redis server of its own, with an append-only file, so that it may be killed and started again. */
export interface RunningRedis extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly process: () => Supervised
  /** Ends it at once. */
  stop(): Promise<void>
  /** Starts it again on the same port, with what it had. */
  start(): Promise<void>
  /** Ends it and starts it again with nothing. */
  forget(): Promise<void>
}

/** Whether this machine has a Redis server (Debian: redis-server); tests that need one say so when they are skipped. */
export const hasRedis = orSkipped(
  isOnPath('redis-server'),
  'redis-server is not installed',
  'tests of the distributed task runner',
  'apt-get install redis-server',
)

/** Starts Redis on a free port of loopback. */
export async function startRedis(): Promise<RunningRedis> {
  const folder = await temporaryFolder()
  const port = await freePort()
  const argv = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder.path, '--save', '', '--appendonly', 'yes']
  const start = async (): Promise<Supervised> => {
    const server = supervise({ program: 'redis-server', argv, env: process.env })
    await server.says(/Ready to accept connections/)
    return server
  }
  let server = await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    process: () => server,
    async stop() {
      server.kill('SIGKILL')
      await server.ended
    },
    async start() {
      server = await start()
    },
    async forget() {
      server.kill('SIGKILL')
      await server.ended
      await rm(join(folder.path, 'appendonlydir'), { recursive: true })
      server = await start()
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

import { join } from 'node:path'
import { answers } from './server.ts'
import { freePort } from './free-port.ts'
import { isProgram, orSkipped } from './programs.ts'
import { type Supervised, supervise } from './supervised.ts'

/** A server that speaks the protocol of Google Cloud Storage, with one empty bucket; it asks for no credentials. */
export interface RunningGcs extends AsyncDisposable {
  readonly bucket: string
  /** What Google's tools, and our storage, read from the environment. */
  readonly env: Readonly<Record<string, string>>
  readonly process: Supervised
}

const PROGRAM = join(import.meta.dirname, '..', '..', '..', '.venvs', 'fake-gcs-server', 'bin', 'fake-gcs-server')

/** Whether the server was built, which takes a Go compiler; tests that need it say so when they are skipped. */
export const hasGcs = orSkipped(
  isProgram(PROGRAM),
  'fake-gcs-server is not installed',
  'tests of GCS storage',
  'with Go: npm run interop:prepare',
)

/** Starts fake-gcs-server on a free port of loopback. */
export async function startGcs(bucket = 'flows'): Promise<RunningGcs> {
  const port = await freePort()
  const [host, url] = [`127.0.0.1:${port}`, `http://127.0.0.1:${port}`]
  const argv = [
    '-scheme',
    'http',
    '-host',
    '127.0.0.1',
    '-port',
    String(port),
    '-backend',
    'memory',
    '-public-host',
    host,
    '-external-url',
    url,
  ]
  const server = supervise({ program: PROGRAM, argv, env: process.env })
  await answers(`${url}/storage/v1/b`, server)
  const body = JSON.stringify({ name: bucket })
  const made = await fetch(`${url}/storage/v1/b?project=test`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  if (!made.ok) throw new Error(`the bucket could not be made: ${made.status} ${await made.text()}`)
  return { bucket, env: { STORAGE_EMULATOR_HOST: url }, process: server, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

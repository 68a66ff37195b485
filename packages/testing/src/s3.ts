import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { cleanEnvironment } from './millrace.ts'
import { type Supervised, supervise } from './supervised.ts'

/** A server that speaks the protocol of S3, with one empty bucket; it takes any keys. */
export interface RunningS3 extends AsyncDisposable {
  readonly url: string
  readonly bucket: string
  readonly process: Supervised
  /** What tools of AWS, and our storage, read from the environment. */
  readonly env: Readonly<Record<string, string>>
}

const PROGRAM = join(import.meta.dirname, '..', '..', '..', '.venvs', 'moto', 'bin', 'moto_server')

/** Starts moto on a free port of loopback. */
export async function startS3(bucket = 'flows'): Promise<RunningS3> {
  if (!existsSync(PROGRAM)) throw new Error('the S3 server of the tests is not installed: npm run interop:prepare')
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const server = supervise({ program: PROGRAM, argv: ['-H', '127.0.0.1', '-p', String(port)], env: cleanEnvironment() })
  await server.says(/Running on/, 60)
  const made = await fetch(`${url}/${bucket}`, { method: 'PUT' })
  if (!made.ok) throw new Error(`the bucket could not be made: ${made.status} ${await made.text()}`)
  return {
    url,
    bucket,
    process: server,
    env: {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

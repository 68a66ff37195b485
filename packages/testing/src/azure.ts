import { createHmac } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { type Supervised, supervise } from './supervised.ts'

/** A server that speaks the protocol of Azure Blob Storage, with one empty container. */
export interface RunningAzure extends AsyncDisposable {
  readonly container: string
  readonly connectionString: string
  readonly process: Supervised
}

const PROGRAM = join(import.meta.dirname, '..', '..', '..', '.venvs', 'azurite', 'node_modules', '.bin', 'azurite-blob')

const ACCOUNT = 'devstoreaccount1'
/** Published by Microsoft, the same in every emulator. */
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='

/** Starts Azurite on a free port of loopback. */
export async function startAzure(container = 'flows'): Promise<RunningAzure> {
  if (!existsSync(PROGRAM)) throw new Error('the Azure server of the tests is not installed: npm run interop:prepare')
  const port = await freePort()
  const endpoint = `http://127.0.0.1:${port}/${ACCOUNT}`
  const argv = [PROGRAM, '--inMemoryPersistence', '--blobPort', String(port), '--skipApiVersionCheck']
  const server = supervise({ program: process.execPath, argv, env: process.env })
  await server.says(/successfully listens/, 60)
  await makeContainer(endpoint, container)
  return {
    container,
    connectionString: `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${KEY};BlobEndpoint=${endpoint};`,
    process: server,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

async function makeContainer(endpoint: string, container: string): Promise<void> {
  const headers = { 'x-ms-date': new Date().toUTCString(), 'x-ms-version': '2021-08-06' }
  const canonical = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`)
  const resource = `/${ACCOUNT}/${ACCOUNT}/${container}\nrestype:container`
  const signed = `PUT${'\n'.repeat(12)}${canonical.join('')}${resource}`
  const signature = createHmac('sha256', Buffer.from(KEY, 'base64')).update(signed).digest('base64')
  const made = await fetch(`${endpoint}/${container}?restype=container`, {
    method: 'PUT',
    headers: { ...headers, authorization: `SharedKey ${ACCOUNT}:${signature}` },
  })
  if (!made.ok) throw new Error(`the container could not be made: ${made.status} ${await made.text()}`)
}

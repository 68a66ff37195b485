import { ENVIRONMENTS, prepareEnvironment } from './environments.ts'
import { GENERATIONS, preparePeer } from './peers.ts'
import { prepareStorageServer, STORAGE_SERVERS } from './storage-servers.ts'

await prepareEnvironment('uv')
// Side by side: most of the time goes into waiting for what is downloaded.
await Promise.all([
  ...ENVIRONMENTS.map(async (environment) => {
    const generation = GENERATIONS.find((one) => environment === `prefect-${one}`)
    const made = await (generation === undefined ? prepareEnvironment(environment) : preparePeer(generation))
    process.stdout.write(`${environment}: virtual environment ${made ? 'made' : 'is up to date'}\n`)
  }),
  ...STORAGE_SERVERS.map(async (server) => {
    process.stdout.write(`${server.name}: ${await prepareStorageServer(server)}\n`)
  }),
])

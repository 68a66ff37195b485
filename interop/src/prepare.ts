import { ENVIRONMENTS, prepareEnvironment } from './environments.ts'
import { prepareStorageServer, STORAGE_SERVERS } from './storage-servers.ts'

for (const environment of ENVIRONMENTS) {
  const made = await prepareEnvironment(environment)
  process.stdout.write(`${environment}: virtual environment ${made ? 'made' : 'is up to date'}\n`)
}

for (const server of STORAGE_SERVERS) process.stdout.write(`${server.name}: ${await prepareStorageServer(server)}\n`)

import { API_VERSION, type ServerHealth } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import { serviceTurns } from '../service-turns.ts'
import { readDatabaseVersion, readWaitingWork } from '../store/queries/server-health.ts'
import { VERSION } from '../version.ts'

/** How this process and its database are. */
export async function readHealth({ store }: RequestContext): Promise<ServerHealth> {
  const begun = performance.now()
  const [version, waiting] = await store.read((queries) => Promise.all([readDatabaseVersion(queries), readWaitingWork(queries)]))
  const milliseconds = performance.now() - begun
  return {
    version: VERSION,
    api_version: API_VERSION,
    started: new Date(performance.timeOrigin).toISOString(),
    memory: process.memoryUsage.rss(),
    database: { kind: store.dialect.name, version, milliseconds },
    services: serviceTurns(store).map(({ name, every, lastTurn, took, problem }) => ({ name, every, last_turn: lastTurn, took, problem })),
    waiting,
  }
}

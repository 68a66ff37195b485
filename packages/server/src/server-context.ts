import type { Settings } from '@millrace/settings'
import type { Logger } from 'pino'
import { createClock } from './clock.ts'
import type { Clock, ServerContext } from './context.ts'
import { joinReplicas } from './replicas/join-replicas.ts'
import { createSecrets } from './secrets/secrets.ts'
import type { StorageFailed } from './store/errors.ts'
import { openStore } from './store/open-store.ts'

interface Options {
  /** By default the system's time. */
  readonly clock?: Clock | undefined
  readonly settings: Settings
  readonly log: Logger
  /** Called once when the disk fails under the database, after which nothing more can be written. */
  readonly onFatal?: (error: StorageFailed) => void
}

/** Opens what handlers, services and orchestration work with. Throws `StoreUnopenable`; dispose of `store` to close it. */
export async function openContext({ settings, log, onFatal, clock = createClock() }: Options): Promise<ServerContext> {
  const { connectionUrl, synchronous, timeout, poolSize, migrateOnStart } = settings.server.database
  const store = await openStore({
    connectionUrl: connectionUrl ?? `sqlite:///${settings.home}/millrace.db`,
    synchronous,
    timeout,
    poolSize,
    migrate: migrateOnStart,
    ...(onFatal === undefined ? {} : { onFatal }),
  })
  const heard = joinReplicas(store, (error) => log.error({ err: error }, 'a listener of events failed'))
  const secrets = createSecrets({ store, clock, home: settings.home })
  return { store, clock, ...heard, secrets, settings, log }
}

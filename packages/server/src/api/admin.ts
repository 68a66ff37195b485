import { addSeconds, type adminRoutes, API_VERSION, type Handlers, PREFECT_VERSION, Reply } from '@millrace/protocol'
import { entries, type Settings, valueAt } from '@millrace/settings'
import type { Json } from '@millrace/protocol'
import type { CsrfTokens } from '../http/csrf-tokens.ts'
import type { RequestContext } from '../http/request-context.ts'
import { newId } from '../orchestration/chance.ts'
import { hasDiskRoom } from '../store/disk-room.ts'
import { clearDatabase } from '../store/queries/clear-database.ts'
import { BadRequest, Unprocessable } from './errors.ts'
import { changeResultStorage, clearResultStorage, readResultStorage } from './result-storage.ts'

/** Whether the server takes work; false while it stops. */
export interface Readiness {
  readonly ready: boolean
}

/** Handlers of the routes that concern the server itself. */
export const adminHandlers = (readiness: Readiness, csrf: CsrfTokens): Handlers<typeof adminRoutes, RequestContext> => ({
  health: async () => true,

  async ready({ store, clock }) {
    if (!readiness.ready) return new Reply(503, { message: 'The server is stopping' })
    try {
      await store.read(({ db }) => db.selectFrom('configuration').select('key').limit(1).execute())
      if (!(await hasDiskRoom(store, clock.now()))) return new Reply(503, { message: 'The disk that holds the database is full' })
      return { message: 'OK' }
    } catch {
      return new Reply(503, { message: 'Database is not available' })
    }
  },

  hello: async () => '👋',
  apiVersion: async () => API_VERSION,
  version: async () => PREFECT_VERSION,
  settings: async ({ settings }) => presentSettings(settings),

  clearDatabase: (context, { body }) => empty(context, body),
  // The tables stay: a server without them could answer nothing, and they would be made again at once.
  dropDatabase: (context, { body }) => empty(context, body),

  async createDatabase(_context, { body }) {
    if (!body.confirm) throw new BadRequest('Say {"confirm": true} if that is meant.')
    return undefined
  },

  resultStorage: ({ store }) => store.read(readResultStorage),
  changeResultStorage: (context, { body }) => changeResultStorage(context, body.default_result_storage_block_id),

  async clearResultStorage(context) {
    await clearResultStorage(context)
    return undefined
  },

  async csrfToken({ settings, clock }, { query: { client } }) {
    if (!settings.server.api.csrfProtectionEnabled) throw new Unprocessable('CSRF protection is disabled.')
    const now = clock.now()
    const expiration = addSeconds(now, settings.server.api.csrfTokenExpiration)
    return { id: newId(), created: now, updated: now, token: await csrf.issue(client, expiration), client, expiration }
  },
})

async function empty({ store }: RequestContext, { confirm }: { readonly confirm: boolean }): Promise<undefined> {
  if (!confirm) throw new BadRequest('This deletes all runs, deployments and blocks: say {"confirm": true} if that is meant.')
  await store.write(clearDatabase)
  return undefined
}

const MASK = '********'

/** Nested as the settings are, names in snake case, secrets that are set masked. */
function presentSettings(settings: Settings): Record<string, Json> {
  const result: Record<string, Json> = {}
  for (const entry of entries) {
    const path = entry.path.split('.').map(snakeCase)
    const value = valueAt(settings, entry.path)
    put(result, path, entry.setting.secret && value !== null ? MASK : (value as Json))
  }
  return result
}

const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

function put(target: Record<string, Json>, [key = '', ...rest]: readonly string[], value: Json): void {
  if (rest.length === 0) target[key] = value
  else put((target[key] ??= {}) as Record<string, Json>, rest, value)
}

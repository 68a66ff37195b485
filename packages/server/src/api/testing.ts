import { tmpdir } from 'node:os'
import { loadSettings, type LoadOptions } from '@millrace/settings'
import { pino } from 'pino'
import { type Actor, WITHIN } from '../accounts/actor.ts'
import type { Auditor } from '../audit/auditor.ts'
import { createClock } from '../clock.ts'
import type { ServerContext } from '../context.ts'
import { createEventBus } from '../events/bus.ts'
import { createLogStream } from '../events/log-stream.ts'
import { createWorkSignal } from '../events/work-signal.ts'
import { createParts } from '../parts.ts'
import { testSecrets } from '../secrets/testing.ts'
import type { Store } from '../store/store.ts'
import { openTestStore, type StoreKind } from '../store/testing.ts'

/** What came back for one call of a test. */
export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  // A test looks into bodies of every shape.
  readonly body: ReturnType<typeof JSON.parse>
}

interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  /** By default who calls within this process. */
  readonly actor?: Actor | undefined
  readonly address?: string
}

/** The handlers over a fresh database of either kind, called as the wire calls them but without HTTP. */
export interface TestApi extends AsyncDisposable {
  readonly context: ServerContext
  readonly auditor: Auditor
  call(method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, body?: unknown, options?: CallOptions): Promise<Answered>
}

/** Opens the API for one test: `await using api = await openTestApi('sqlite')`. What it reads goes through `wrap`. */
export async function openTestApi(
  kind: StoreKind,
  overrides: LoadOptions['overrides'] = {},
  wrap: (store: Store) => Store = (store) => store,
): Promise<TestApi> {
  const store = wrap(await openTestStore(kind))
  const settings = loadSettings({ env: {}, cwd: tmpdir(), overrides: { home: tmpdir(), ...overrides } })
  const log = pino({ level: 'silent' })
  const context: ServerContext = {
    store,
    clock: createClock(),
    bus: createEventBus(() => undefined),
    logs: createLogStream(),
    work: createWorkSignal(),
    secrets: testSecrets(),
    settings,
    log,
  }
  const { dispatcher, ingest, auditor } = createParts(context)
  return {
    context,
    auditor,
    async call(method, path, body, { headers = {}, signal, actor = WITHIN.actor, address } = {}) {
      const [pathname = '', query = ''] = path.split('?')
      const text = body === undefined ? undefined : JSON.stringify(body)
      const answer = await dispatcher.dispatch({
        method,
        path: pathname,
        query,
        headers: { ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        body: text,
        signal: () => signal ?? new AbortController().signal,
        actor,
        address: address ?? WITHIN.address,
      })
      const answered = answer.body === undefined ? undefined : JSON.parse(JSON.stringify(answer.body))
      return { status: answer.status, headers: answer.headers ?? {}, body: answered }
    },
    async [Symbol.asyncDispose]() {
      await ingest.drain()
      await store[Symbol.asyncDispose]()
    },
  }
}

import { tmpdir } from 'node:os'
import { loadSettings, type LoadOptions } from '@millrace/settings'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import type { WebSocket } from 'ws'
import { createApp } from './app.ts'
import { createClock } from './clock.ts'
import type { ServerContext } from './context.ts'
import { createEventBus } from './events/bus.ts'
import { createLogStream } from './events/log-stream.ts'
import { createWorkSignal } from './events/work-signal.ts'
import { testSecrets } from './secrets/testing.ts'
import { openTestStore, type StoreKind } from './store/testing.ts'

/** What came back for one call of a test. */
export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  // A test looks into bodies of every shape.
  readonly body: ReturnType<typeof JSON.parse>
}

/** The whole API over a fresh database, without a port. */
export interface TestApp extends AsyncDisposable {
  readonly app: FastifyInstance
  readonly context: ServerContext
  call(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answered>
  /** Opens a websocket below `/api`. */
  connect(path: string, options?: { subprotocol?: string | undefined; headers?: Record<string, string> }): Promise<TestSocket>
}

/** Opens the API for one test, on SQLite if nothing else is said: `await using server = await openTestApp()`. */
export async function openTestApp(overrides: LoadOptions['overrides'] = {}, kind: StoreKind = 'sqlite'): Promise<TestApp> {
  const store = await openTestStore(kind)
  const settings = loadSettings({ env: {}, cwd: tmpdir(), overrides: { home: tmpdir(), ...overrides } })
  const log = pino({ level: 'silent' })
  const bus = createEventBus(() => undefined)
  const work = createWorkSignal()
  const context: ServerContext = { store, clock: createClock(), bus, logs: createLogStream(), work, secrets: testSecrets(), settings, log }
  const app = createApp(context)
  await app.ready()
  const sockets: TestSocket[] = []
  return {
    app,
    context,
    async call(method, path, body, headers = {}) {
      const payload = body === undefined ? {} : { payload: JSON.stringify(body) }
      const type = body === undefined ? {} : { 'content-type': 'application/json' }
      const response = await app.inject({ method, url: `/api${path}`, headers: { ...type, ...headers }, ...payload })
      return { status: response.statusCode, headers: response.headers, body: response.body === '' ? undefined : JSON.parse(response.body) }
    },
    async connect(path, { subprotocol = 'prefect', headers = {} } = {}) {
      const offered = subprotocol === '' ? {} : { 'sec-websocket-protocol': subprotocol }
      let socket: TestSocket | undefined
      await app.injectWS(`/api${path}`, { headers: { ...offered, ...headers } }, { onInit: (ws) => (socket = new TestSocket(ws)) })
      if (socket === undefined) throw new Error('the websocket was not made')
      sockets.push(socket)
      return socket
    },
    async [Symbol.asyncDispose]() {
      for (const { socket } of sockets) socket.terminate()
      await app.close()
      await store[Symbol.asyncDispose]()
    },
  }
}

/** A websocket as a test uses it: frames one at a time, pings answered, the reason of a close. */
export class TestSocket {
  readonly socket: WebSocket
  readonly #frames: unknown[] = []
  #wake: (() => void) | undefined
  readonly closed: Promise<{ code: number; reason: string }>

  constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data: Buffer) => {
      this.#frames.push(JSON.parse(data.toString()))
      this.#wake?.()
    })
    this.closed = new Promise((resolve) =>
      socket.on('close', (code: number, reason: Buffer) => resolve({ code, reason: reason.toString() })),
    )
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  }

  async next(): Promise<ReturnType<typeof JSON.parse>> {
    while (this.#frames.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    return this.#frames.shift()
  }

  /** Resolves at the pong. */
  async ping(): Promise<void> {
    const pong = new Promise((resolve) => this.socket.once('pong', resolve))
    this.socket.ping()
    await pong
  }

  /** The opening of Prefect's clients. */
  async authenticate(token: string | null = null): Promise<void> {
    this.send({ type: 'auth', token })
    const answer = await this.next()
    if (answer.type !== 'auth_success') throw new Error(`expected auth_success, got ${JSON.stringify(answer)}`)
  }
}

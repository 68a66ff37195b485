import { Worker } from 'node:worker_threads'
import type { Settings } from '@millrace/settings'
import type { Clock } from '../context.ts'
import type { EmbeddedResponse, EmbeddedTransport } from '../embedded.ts'
import type { ServerThreadData, ThreadOrder, ThreadReport } from './messages.ts'

interface Pending {
  readonly resolve: (response: EmbeddedResponse) => void
  readonly reject: (error: unknown) => void
}

/**
 * As `createEmbeddedServer` of the package itself, in a thread of its own, which keeps the process alive only while calls are under way.
 * A flow is not held up by the writing of what it tells, and the thread that runs it does not load the server.
 *
 * With a `clock`, which another thread could not ask, it is in this thread after all.
 *
 * @throws HomeNotWritable or StoreUnopenable by their names, with the messages that say what to do.
 */
export async function createEmbeddedServer({
  settings,
  clock,
}: {
  readonly settings: Settings
  readonly clock?: Clock
}): Promise<EmbeddedTransport> {
  if (clock !== undefined) return await (await import('../embedded.ts')).createEmbeddedServer({ settings, clock })
  const server = new ServerThread(settings)
  await server.opened
  return server
}

class ServerThread implements EmbeddedTransport {
  address = ''
  readonly #opened = Promise.withResolvers<void>()
  readonly #closed = Promise.withResolvers<void>()
  readonly #pending = new Map<number, Pending>()
  readonly #thread: Worker
  /** Why no call can be answered any more. */
  #ended: Error | undefined
  #calls = 0

  constructor(settings: Settings) {
    const file = import.meta.url.endsWith('.ts') ? './server-thread.ts' : './server-thread.js'
    const workerData: ServerThreadData = { settings }
    // What `--import` sets up for the user's code, such as tracing, is not to be set up once more for the server.
    this.#thread = new Worker(new URL(file, import.meta.url), { workerData, name: 'millrace-server', execArgv: [] })
    this.#thread.on('message', (report: ThreadReport) => this.#hear(report))
    this.#thread.on('error', (error) => this.#end(error))
    this.#thread.on('exit', () => this.#end(new Error('the embedded server has ended')))
  }

  get opened(): Promise<void> {
    return this.#opened.promise
  }

  async send({ signal, ...request }: Parameters<EmbeddedTransport['send']>[0]): Promise<EmbeddedResponse> {
    signal?.throwIfAborted()
    if (this.#ended !== undefined) throw this.#ended
    this.#calls += 1
    const id = this.#calls
    const { promise, resolve, reject } = Promise.withResolvers<EmbeddedResponse>()
    this.#pending.set(id, { resolve, reject })
    this.#holdProcess()
    // As JSON text, as a socket would have it.
    const { body, text, ...rest } = request
    const written = text ?? (body === undefined ? undefined : JSON.stringify(body))
    this.#order({ type: 'call', id, request: { ...rest, ...(written === undefined ? {} : { text: written }) } })
    const abort = (): void => this.#order({ type: 'abort', id })
    signal?.addEventListener('abort', abort, { once: true })
    try {
      return await promise
    } finally {
      signal?.removeEventListener('abort', abort)
      this.#pending.delete(id)
      this.#holdProcess()
    }
  }

  async close(): Promise<void> {
    if (this.#ended !== undefined) return
    this.#thread.ref()
    this.#order({ type: 'close' })
    await this.#closed.promise
  }

  #order(order: ThreadOrder): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
    this.#thread.postMessage(order)
  }

  #hear(report: ThreadReport): void {
    switch (report.type) {
      case 'open':
        this.address = report.address
        this.#opened.resolve()
        this.#holdProcess()
        break
      case 'failed':
        this.#end(Object.assign(new Error(report.message), { name: report.name }))
        break
      case 'answer':
        this.#pending.get(report.id)?.resolve(report.response)
        break
      case 'closed':
        this.#closed.resolve()
    }
  }

  #holdProcess(): void {
    if (this.#pending.size > 0) this.#thread.ref()
    else this.#thread.unref()
  }

  #end(error: Error): void {
    if (this.#ended !== undefined) return
    this.#ended = error
    this.#opened.reject(error)
    this.#closed.resolve()
    for (const { reject } of this.#pending.values()) reject(error)
  }
}

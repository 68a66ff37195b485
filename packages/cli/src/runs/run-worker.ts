import type { HealthServer, PoolWorkerOptions, Worker, WorkerLog } from '@millrace/worker'
import type { Context } from '../context.ts'
import { childApiUrl } from './child-api-url.ts'
import { commandLog } from './command-log.ts'

/** By which a worker tells what it does, for its metrics. */
export type WorkerHooks = Pick<PoolWorkerOptions, 'onPoll' | 'onEnd'>

interface Options {
  /** Whether to serve the worker's health and metrics as well. */
  readonly withHealth?: boolean
}

/**
 * Works until Ctrl-C or SIGTERM; the first lets the runs end, the second ends them, a third leaves them to the worker that comes
 * next.
 */
export async function runWorker(
  make: (log: WorkerLog, hooks: WorkerHooks) => Promise<Worker>,
  context: Context,
  { withHealth = false }: Options = {},
): Promise<void> {
  const { io, output, settings, client } = context
  const { level } = (await settings()).logging
  const log = commandLog(output, level === 'DEBUG')
  if (childApiUrl(await client()) === undefined)
    output.warning(
      `No server is set, and none runs here: runs are looked for in the database of ${(await settings()).home} only. Set MILLRACE_API_URL to the address of a server.`,
    )
  const health = withHealth ? await startHealth(context) : undefined
  try {
    const worker = await make(log, health?.hooks ?? {})
    health?.watch(worker)
    await untilOver(worker, { io, output })
  } finally {
    await health?.server[Symbol.asyncDispose]()
  }
}

async function untilOver(worker: Worker, { io, output }: Pick<Context, 'io' | 'output'>): Promise<void> {
  const signal = io.interrupted()
  const again = io.interruptedAgain()
  const stop = (): void => {
    output.line(worker.active === 0 ? 'Stopping.' : `Stopping after ${runs(worker.active)}; once more to end without waiting.`)
    worker.stop()
  }
  const kill = (): void => {
    output.line(`Ending ${runs(worker.active)}.`)
    worker.kill()
  }
  signal.addEventListener('abort', stop, { once: true })
  again.addEventListener('abort', kill, { once: true })
  try {
    if (signal.aborted) worker.stop()
    await worker.run()
  } finally {
    signal.removeEventListener('abort', stop)
    again.removeEventListener('abort', kill)
  }
}

const runs = (count: number): string => `${count} flow run${count === 1 ? '' : 's'}`

interface Health {
  readonly hooks: WorkerHooks
  readonly server: HealthServer
  watch(worker: Worker): void
}

/** Answers from the start of the process on, before there is a worker. */
async function startHealth({ settings, output }: Context): Promise<Health> {
  const { serveHealth, createWorkerMetrics } = await import('@millrace/worker/health')
  const { host, port } = (await settings()).worker.webserver
  let worker: Worker | undefined
  const metrics = createWorkerMetrics(() => worker?.active ?? 0)
  const server = await serveHealth({ host, port, isHealthy: () => worker?.isHealthy ?? true, metrics })
  output.line(`Health of the worker on ${server.url}/health, metrics on ${server.url}/metrics`)
  return {
    hooks: { onPoll: (result) => metrics.polled(result), onEnd: (outcome, seconds) => metrics.ended(outcome, seconds) },
    server,
    watch: (made) => {
      worker = made
    },
  }
}

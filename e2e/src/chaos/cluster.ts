import { join } from 'node:path'
import { type Client, createClient, createHttpTransport } from '@millrace/client'
import {
  freePort,
  type RunningPostgres,
  startMillrace,
  startPostgres,
  startServerOn,
  type Supervised,
  temporaryFolder,
} from '@millrace/testing'
import { startBalancer } from './balancer.ts'

export interface ClusterOptions {
  readonly database: 'sqlite' | 'postgres'
  /** More than one only on Postgres. */
  readonly servers: number
  readonly workers: number
}

/** Servers on one database behind one address, and workers of one pool, any of which may be killed. */
export interface Cluster extends AsyncDisposable {
  readonly client: Client
  /** What commands and programs need to use it. */
  readonly env: Readonly<Record<string, string>>
  readonly home: string
  readonly postgres: RunningPostgres | undefined
  readonly serverCount: number
  readonly workerCount: number
  /** Kills a server and starts it again on its port; resolves once it answers. */
  killServer(index: number): Promise<void>
  startWorkers(): void
  /** Kills a worker, but not the runs that it has started, and starts it again on its home. */
  killWorker(index: number): Promise<void>
  /** What all of them have written so far. */
  output(): string
}

export async function startCluster({ database, servers, workers }: ClusterOptions): Promise<Cluster> {
  await using opening = new AsyncDisposableStack()
  const folder = opening.use(await temporaryFolder())
  const postgres = database === 'postgres' ? opening.use(await startPostgres()) : undefined
  const ports = await Promise.all(Array.from({ length: servers }, () => freePort()))
  const balancer = opening.use(await startBalancer(ports))
  const url = `http://127.0.0.1:${balancer.port}/api`
  // Workers have homes of their own, as on machines of their own, and results where each finds those of the others.
  const env = {
    MILLRACE_HOME: folder.path,
    MILLRACE_API_URL: url,
    MILLRACE_WORKER_QUERY_SECONDS: '2',
    MILLRACE_RESULTS_LOCAL_STORAGE_PATH: join(folder.path, 'results'),
  }
  const connection = postgres === undefined ? {} : { MILLRACE_SERVER_DATABASE_CONNECTION_URL: postgres.url }
  const written: string[] = []

  const startServer = (port: number): Promise<Supervised> => startServerOn(port, { ...env, ...connection })
  const startWorker = (index: number): Supervised =>
    startMillrace(['worker', 'start', '-p', 'local', '-n', `worker-${index}`, '--limit', '4'], {
      env: { ...env, MILLRACE_HOME: join(folder.path, `worker-${index}`) },
    })

  const running: Supervised[] = []
  for (const port of ports) running.push(await startServer(port))
  const working: Supervised[] = []
  opening.defer(async () => {
    await Promise.all([...working, ...running].map((each) => each[Symbol.asyncDispose]()))
  })
  const transport = createHttpTransport({ url, timeoutSeconds: 30, maxRetries: 10, jitterFactor: 0.2 })
  opening.defer(() => transport.close())
  const opened = opening.move()

  const kill = async (all: Supervised[], index: number): Promise<void> => {
    const victim = all[index]
    if (victim === undefined) throw new Error(`there is no number ${index}`)
    victim.kill('SIGKILL')
    await victim.ended
    written.push(victim.output())
  }
  return {
    client: createClient(transport),
    env,
    home: folder.path,
    postgres,
    serverCount: servers,
    workerCount: workers,
    async killServer(index) {
      await kill(running, index)
      running[index] = await startServer(ports[index] ?? 0)
    },
    startWorkers() {
      for (let index = 0; index < workers; index += 1) working.push(startWorker(index))
    },
    async killWorker(index) {
      await kill(working, index)
      working[index] = startWorker(index)
    },
    output: () => [...written, ...running.map((each) => each.output()), ...working.map((each) => each.output())].join('\n'),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

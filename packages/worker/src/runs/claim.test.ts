import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Client, createClient, createHttpTransport } from '@millrace/client'
import { startServer } from '@millrace/server'
import { loadSettings } from '@millrace/settings'
import { expect, it } from 'vitest'
import { poolSource } from '../sources/pool-source.ts'
import { processType } from '../types/process.ts'
import { silentLog } from '../worker-log.ts'
import { claim } from './claim.ts'

const POLLERS = 50
const RUNS = 60

/** R13: each run is had by one of those who ask. */
it(`gives each of ${RUNS} runs to one of ${POLLERS} workers that ask for them at once`, { timeout: 240_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-claim-'))
  const settings = loadSettings({
    env: { MILLRACE_HOME: folder },
    cwd: folder,
    overrides: { 'server.api.port': 0, 'logging.level': 'ERROR' },
  })
  const server = await startServer({ settings, services: false })
  const connect = (): Client => createClient(createHttpTransport({ url: server.url, timeoutSeconds: 60, maxRetries: 0, jitterFactor: 0 }))
  const clients = Array.from({ length: POLLERS }, connect)
  try {
    const [client] = clients
    if (client === undefined) throw new Error('there is a client')
    await client.workPools.create({ body: { name: 'crowded', type: 'process' } })
    const { id: flow_id } = await client.flows.create({ body: { name: 'crowded' } })
    const body = { flow_id, state: { type: 'SCHEDULED' }, work_pool_name: 'crowded' } as const
    const runs = await Promise.all(Array.from({ length: RUNS }, () => client.flowRuns.create({ body })))
    const claimed: string[] = []
    let refused = 0

    /** Asks and claims until there is nothing left. */
    const work = async (own: Client, name: string): Promise<void> => {
      const source = poolSource({
        client: own,
        pool: 'crowded',
        type: processType,
        queues: [],
        workerName: name,
        heartbeatSeconds: 30,
        createPool: false,
        log: silentLog,
      })
      for (;;) {
        const { flowRuns } = await source.poll({ limit: 4, prefetchSeconds: 0, waitSeconds: 0, signal: new AbortController().signal })
        if (flowRuns.length === 0) return
        for (const { id } of flowRuns) {
          if ((await claim(own, { flowRunId: id, transitionId: randomUUID(), holder: name, leaseSeconds: 60 })).claimed) claimed.push(id)
          else refused += 1
        }
      }
    }
    await Promise.all(clients.map((own, index) => work(own, `worker-${index}`)))
    expect(claimed.toSorted()).toEqual(runs.map(({ id }) => id).toSorted())
    // Otherwise nobody competed, and nothing was shown.
    expect(refused).toBeGreaterThan(0)
  } finally {
    await Promise.all(clients.map(({ transport }) => transport.close()))
    await server.close()
    rmSync(folder, { recursive: true })
  }
})

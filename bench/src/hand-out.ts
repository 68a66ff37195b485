import { Client } from './client.ts'
import type { Options } from './compare.ts'
import { makeDeployment } from './deployments.ts'
import { printTable } from './print.ts'
import { type Contestant, millrace, prefect, startAll } from './servers.ts'

/** Seconds for which a worker of ours has its question held back; Prefect's server answers at once whatever is asked. */
const WAIT = 20
/** Milliseconds until it asks again where it is answered at once: without, Prefect's SQLite is locked for seconds. */
const PAUSE = 50
const RUNS_EACH_ROUND = 20

/**
 * From the call that makes a run of a deployment to the answer that hands it to a worker which asks again at once, or nearly.
 * Prefect's own worker asks every ten seconds.
 */
export async function handOut(options: Options): Promise<void> {
  await using servers = await startAll([() => millrace('FULL'), ...(options.withPrefect ? [() => prefect()] : [])])
  const times = new Map<Contestant, number[]>(servers.list.map((one) => [one, []]))
  for (let round = 0; round < options.rounds; round += 1) {
    for (const [one, seen] of times) seen.push(...(await handOuts(one)))
  }
  printTable(
    'hand-out: create_flow_run to a polling worker',
    ['server', 'runs', 'best ms', 'median ms', 'p95 ms', 'worst ms'],
    [...times].map(([{ name }, seen]) => {
      const sorted = seen.toSorted((a, b) => a - b)
      const at = (share: number): string =>
        (sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? Number.NaN).toFixed(1)
      return [name, String(sorted.length), at(0), at(0.5), at(0.95), at(1)]
    }),
  )
}

async function handOuts({ url }: Contestant): Promise<number[]> {
  const { pool, deploymentId } = await makeDeployment({ url })
  using worker = new Client(url, 1)
  using user = new Client(url, 1)
  const times: number[] = []
  for (let index = 0; index < RUNS_EACH_ROUND; index += 1) {
    const asked = nextRun(worker, pool)
    asked.catch(() => undefined)
    // The worker has begun to wait before anybody makes a run.
    await new Promise((resolve) => setTimeout(resolve, 50))
    const began = performance.now()
    await user.done('POST', `/deployments/${deploymentId}/create_flow_run`, { parameters: { city: 'Oslo' } })
    const id = await asked
    times.push(performance.now() - began)
    await user.done('POST', `/flow_runs/${id}/set_state`, { state: { type: 'PENDING' } })
  }
  return times
}

async function nextRun(worker: Client, pool: string): Promise<string> {
  for (;;) {
    const body = { scheduled_before: new Date(Date.now() + 10_000).toISOString() }
    const path = `/work_pools/${pool}/get_scheduled_flow_runs`
    const [found] = await worker.done<{ flow_run: { id: string } }[]>('POST', path, body, { prefer: `wait=${WAIT}` })
    if (found !== undefined) return found.flow_run.id
    await new Promise((resolve) => setTimeout(resolve, PAUSE))
  }
}

import { Client } from './client.ts'
import { compare, type Options } from './compare.ts'
import { floor, millrace, prefect, startAll } from './servers.ts'
import { Tally } from './tally.ts'

const BATCH = 100

/** Log lines of a flow run, a hundred in each call, from one client. */
export async function logs(options: Options): Promise<void> {
  await using servers = await startAll([
    () => millrace('FULL'),
    () => millrace('NORMAL'),
    () => floor('FULL'),
    () => floor('NORMAL'),
    ...(options.withPrefect ? [() => prefect()] : []),
  ])
  await compare({
    title: `log lines, in calls of ${BATCH}`,
    unit: 'lines',
    contestants: servers.list,
    options,
    drive: ({ url }, seconds) => driveLogs(url, seconds),
  })
}

/** Sends log lines of one flow run until `seconds` are over. */
export async function driveLogs(url: string, seconds: number): Promise<Tally> {
  using client = new Client(url, 1)
  const tally = new Tally()
  const flow = await client.done<{ id: string }>('POST', '/flows/', { name: 'bench' })
  const run = await client.done<{ id: string }>('POST', '/flow_runs/', { flow_id: flow.id, state: { type: 'PENDING' } })
  const deadline = performance.now() + seconds * 1000
  while (performance.now() < deadline) await tally.count(() => client.post('/logs/', linesOf(run.id)), BATCH)
  return tally
}

const linesOf = (flowRunId: string): unknown =>
  Array.from({ length: BATCH }, (_, index) => ({
    name: 'prefect.flow_runs',
    level: 20,
    message: `Line ${index} of a hundred that a flow run writes, of the usual length`,
    timestamp: new Date(Date.now() + index).toISOString(),
    flow_run_id: flowRunId,
  }))

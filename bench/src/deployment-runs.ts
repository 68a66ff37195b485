import { Client } from './client.ts'
import { compare, type Options } from './compare.ts'
import { makeDeployment } from './deployments.ts'
import { type Contestant, millrace, prefect, startAll } from './servers.ts'
import { Tally } from './tally.ts'

/** Flow runs made from a deployment with a parameter schema and a work pool, one after another. */
export async function deploymentRuns(options: Options): Promise<void> {
  await using servers = await startAll([
    () => millrace('FULL'),
    () => millrace('NORMAL'),
    ...(options.withPrefect ? [() => prefect()] : []),
  ])
  const deployments = new Map<Contestant, string>()
  for (const one of servers.list) deployments.set(one, (await makeDeployment(one)).deploymentId)
  await compare({
    title: 'flow runs made from a deployment, 1 client',
    unit: 'runs',
    contestants: servers.list,
    options,
    drive: (one, seconds) => driveRuns(one.url, deployments.get(one) ?? '', seconds),
  })
}

async function driveRuns(url: string, deploymentId: string, seconds: number): Promise<Tally> {
  using client = new Client(url, 1)
  const tally = new Tally()
  const path = `/deployments/${deploymentId}/create_flow_run`
  const deadline = performance.now() + seconds * 1000
  while (performance.now() < deadline) await tally.count(() => client.post(path, { parameters: { city: 'Oslo' } }))
  return tally
}

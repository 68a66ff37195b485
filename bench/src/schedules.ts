import { Client } from './client.ts'
import type { Options } from './compare.ts'
import { printTable } from './print.ts'
import { type Contestant, millrace, prefect } from './servers.ts'

const DEPLOYMENTS = 1000
/** Runs that a daily schedule has ahead of it: the least that both servers make. */
const RUNS_EACH = 3
const CLIENTS = 4
const IDLE_SECONDS = 20
/** Seconds after which a server that has not scheduled everything is given up. */
const PATIENCE = 400

/** A thousand deployments with a cron schedule: until all their runs are there, and what the server uses with nothing left to do. */
export async function schedules({ withPrefect }: Options): Promise<void> {
  const rows: string[][] = []
  for (const start of [() => millrace('FULL'), ...(withPrefect ? [() => prefect()] : [])]) {
    await using server = await start()
    rows.push([server.name, ...(await measure(server))])
  }
  printTable(
    `${DEPLOYMENTS} deployments with a daily schedule`,
    ['server', 'seconds to make them', 'then, until all runs are there', 'CPU s in all', 'CPU when idle'],
    rows,
  )
}

async function measure(server: Contestant): Promise<string[]> {
  using client = new Client(server.url, CLIENTS)
  const cpu = server.cpuSeconds()
  const began = performance.now()
  const flow = await client.done<{ id: string }>('POST', '/flows/', { name: 'bench' })
  let next = 0
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      for (let index = (next += 1); index <= DEPLOYMENTS; index = next += 1) {
        const body = {
          name: `daily ${index}`,
          flow_id: flow.id,
          schedules: [{ schedule: { cron: `${index % 60} 6 * * *`, timezone: 'Europe/Warsaw' } }],
        }
        await client.done('POST', '/deployments/', body)
      }
    }),
  )
  const made = performance.now()
  const until = made + PATIENCE * 1000
  while ((await client.done<number>('POST', '/flow_runs/count', {})) < DEPLOYMENTS * RUNS_EACH) {
    if (performance.now() > until) return [seconds(made - began), `not in ${PATIENCE} s`, '', '']
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const scheduled = performance.now()
  const used = server.cpuSeconds() - cpu
  const before = server.cpuSeconds()
  await new Promise((resolve) => setTimeout(resolve, IDLE_SECONDS * 1000))
  const idle = ((server.cpuSeconds() - before) / IDLE_SECONDS) * 100
  return [seconds(made - began), seconds(scheduled - made), used.toFixed(1), `${idle.toFixed(1)} %`]
}

const seconds = (millis: number): string => (millis / 1000).toFixed(1)

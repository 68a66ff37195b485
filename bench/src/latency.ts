import { join } from 'node:path'
import { printTable } from './print.ts'
import { call, deployed } from './worker-processes.ts'

const HELLO = join(import.meta.dirname, '..', '..', 'examples', 'hello.ts')

/** From the call that creates a flow run to its claim and to its RUNNING state, with a process worker that waits for work. */
export async function latency({ rounds }: { rounds: number }): Promise<void> {
  await using bench = await deployed(HELLO, 'hello')
  bench.startWorker()
  const times: { readonly claimed: number; readonly running: number }[] = []
  for (let index = 0; index < rounds * 5 + 1; index += 1) {
    const run = await call<{ id: string; created: string }>(bench.url, 'POST', `/deployments/${bench.deploymentId}/create_flow_run`, {})
    const { claimed, running } = await startOf(bench.url, run.id)
    if (index > 0) times.push({ claimed: claimed - Date.parse(run.created), running: running - Date.parse(run.created) })
  }
  const row = (name: string, all: number[]): string[] => {
    const sorted = all.toSorted((a, b) => a - b)
    return [name, String(sorted.length), ...[0, Math.floor(sorted.length / 2), -1].map((at) => String(sorted.at(at)))]
  }
  printTable(
    'create_flow_run to …, process worker',
    ['until', 'runs', 'best ms', 'median ms', 'worst ms'],
    [
      row(
        'claimed',
        times.map(({ claimed }) => claimed),
      ),
      row(
        'Running',
        times.map(({ running }) => running),
      ),
    ],
  )
}

async function startOf(url: string, id: string): Promise<{ claimed: number; running: number }> {
  for (let tries = 0; tries < 600; tries += 1) {
    const states = await call<{ type: string; timestamp: string }[]>(url, 'GET', `/flow_run_states/?flow_run_id=${id}`)
    const at = (type: string): number => Date.parse(states.find((state) => state.type === type)?.timestamp ?? '')
    if (states.some(({ type }) => type === 'COMPLETED')) return { claimed: at('PENDING'), running: at('RUNNING') }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`flow run ${id} did not complete in 30 s`)
}

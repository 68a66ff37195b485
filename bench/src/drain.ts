import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { printTable } from './print.ts'
import { call, deployed } from './worker-processes.ts'

const FLOW = join(import.meta.dirname, '..', 'flows', 'witnessing.ts')
const RUNS = 1000
const LIMIT = 50
/** Longest time for all of them, in seconds. */
const PATIENCE = 1800

/**
 * The process of a run: it tells its states, names the attempt it acts for, and leaves its mark. Without an engine, what is measured is server
 * and worker, and not how fast a thousand Nodes start.
 */
const PROCESS = `say() {
  curl -sf -X POST -H 'content-type: application/json' -H "millrace-attempt: $MILLRACE__FLOW_RUN_ATTEMPT" \\
    -d "{\\"state\\":{\\"type\\":\\"$1\\"}}" "$MILLRACE_API_URL/flow_runs/$MILLRACE__FLOW_RUN_ID/set_state" >/dev/null
}
say RUNNING && echo "$MILLRACE__FLOW_RUN_ID" >>"$1" && say COMPLETED
`

/** A thousand runs that wait for one worker which may have fifty at once: none is lost, none is done twice. */
export const drain = (): Promise<void> => drained('whose processes only tell their states')

/** The same with the engine: each process loads its flow and runs it. */
export const drainByEngine = (): Promise<void> => drained('by the engine')

async function drained(how: 'whose processes only tell their states' | 'by the engine'): Promise<void> {
  await using bench = await deployed(FLOW, 'witnessing')
  const [witness, script] = [join(bench.folder, 'witness'), join(bench.folder, 'run.sh')]
  await writeFile(witness, '')
  await writeFile(script, PROCESS)
  const body = {
    parameters: { witness },
    ...(how === 'by the engine' ? {} : { job_variables: { command: `sh ${script} ${witness}` } }),
  }
  for (let made = 0; made < RUNS; made += 50)
    await Promise.all(Array.from({ length: 50 }, () => call(bench.url, 'POST', `/deployments/${bench.deploymentId}/create_flow_run`, body)))
  const began = performance.now()
  const worker = bench.startWorker('--limit', String(LIMIT))
  let most = 0
  let states: Record<string, number> = {}
  while ((states['COMPLETED'] ?? 0) + (states['FAILED'] ?? 0) + (states['CRASHED'] ?? 0) < RUNS) {
    if (performance.now() - began > PATIENCE * 1000) throw new Error(`not over after ${PATIENCE} s: ${JSON.stringify(states)}`)
    await new Promise((resolve) => setTimeout(resolve, 1000))
    states = await countByState(bench.url)
    most = Math.max(most, await count(bench.url, ['PENDING', 'RUNNING']))
  }
  const seconds = (performance.now() - began) / 1000
  const ends = (await readFile(witness, 'utf8')).trim().split('\n')
  const megabytes = Math.round(worker.residentBytes() / 2 ** 20)
  printTable(
    `${RUNS} runs that one worker has to do, ${LIMIT} at once, ${how}`,
    ['seconds', 'completed', 'lost', 'doubled', 'most at once', 'worker CPU s', 'worker MB'],
    [
      [
        seconds.toFixed(1),
        String(states['COMPLETED'] ?? 0),
        String(RUNS - new Set(ends).size),
        String(ends.length - new Set(ends).size),
        String(most),
        worker.cpuSeconds().toFixed(1),
        String(megabytes),
      ],
    ],
  )
}

const TYPES = ['COMPLETED', 'FAILED', 'CRASHED']

async function countByState(url: string): Promise<Record<string, number>> {
  const counts = await Promise.all(TYPES.map((type) => count(url, [type])))
  return Object.fromEntries(TYPES.map((type, index) => [type, counts[index] ?? 0]))
}

/** In one look: a run that goes from one state to the other meanwhile counts once. */
const count = (url: string, types: readonly string[]): Promise<number> =>
  call<number>(url, 'POST', '/flow_runs/count', { flow_runs: { state: { type: { any_: types } } } })

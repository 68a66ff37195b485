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
say RUNNING && echo "begin $MILLRACE__FLOW_RUN_ID" >>"$1" && echo "end $MILLRACE__FLOW_RUN_ID" >>"$1" && say COMPLETED
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
  const body =
    how === 'by the engine'
      ? { parameters: { witness, seconds: 1 } }
      : { parameters: { witness }, job_variables: { command: `sh ${script} ${witness}` } }
  for (let made = 0; made < RUNS; made += 50)
    await Promise.all(Array.from({ length: 50 }, () => call(bench.url, 'POST', `/deployments/${bench.deploymentId}/create_flow_run`, body)))
  const began = performance.now()
  const worker = bench.startWorker('--limit', String(LIMIT))
  let states: Record<string, number> = {}
  while ((states['COMPLETED'] ?? 0) + (states['FAILED'] ?? 0) + (states['CRASHED'] ?? 0) < RUNS) {
    if (performance.now() - began > PATIENCE * 1000) throw new Error(`not over after ${PATIENCE} s: ${JSON.stringify(states)}`)
    await new Promise((resolve) => setTimeout(resolve, 1000))
    states = await countByState(bench.url)
  }
  const seconds = (performance.now() - began) / 1000
  const seen = witnessed(await readFile(witness, 'utf8'))
  const attempts = await attemptsOf(bench.url, bench.deploymentId)
  const megabytes = Math.round(worker.residentBytes() / 2 ** 20)
  printTable(
    `${RUNS} runs that one worker has to do, ${LIMIT} at once, ${how}`,
    ['seconds', 'completed', 'lost', 'doubled', 'most claimed at once', 'most in their code', 'worker CPU s', 'worker MB'],
    [
      [
        seconds.toFixed(1),
        String(states['COMPLETED'] ?? 0),
        String(RUNS - seen.runs),
        String(seen.ends - seen.runs),
        String(mostAtOnce(attempts)),
        String(seen.atOnce),
        worker.cpuSeconds().toFixed(1),
        String(megabytes),
      ],
    ],
  )
}

interface Witnessed {
  /** Different runs that came to their end. */
  readonly runs: number
  /** Ends, of which a run has several that was done more than once. */
  readonly ends: number
  /** Most that had begun and not ended, by the order of the lines. */
  readonly atOnce: number
}

function witnessed(text: string): Witnessed {
  const ended: string[] = []
  let [now, atOnce] = [0, 0]
  for (const line of text.trim().split('\n')) {
    const [what, id = ''] = line.split(' ')
    now += what === 'begin' ? 1 : -1
    atOnce = Math.max(atOnce, now)
    if (what === 'end') ended.push(id)
  }
  return { runs: new Set(ended).size, ends: ended.length, atOnce }
}

interface Attempt {
  /** Milliseconds since 1970 when a worker claimed the run. */
  readonly from: number
  /** When it was over, for the server. */
  readonly to: number
}

/** From claim to end of each run, by the states that the server keeps. */
async function attemptsOf(url: string, deploymentId: string): Promise<Attempt[]> {
  const attempts: Attempt[] = []
  for (let offset = 0; offset < RUNS; offset += 200) {
    const runs = await call<{ id: string }[]>(url, 'POST', '/flow_runs/filter', {
      deployments: { id: { any_: [deploymentId] } },
      sort: 'ID_DESC',
      limit: 200,
      offset,
    })
    for (const { id } of runs) {
      const states = await call<{ type: string; timestamp: string }[]>(url, 'GET', `/flow_run_states/?flow_run_id=${id}`)
      const at = (type: string): number => Date.parse(states.find((state) => state.type === type)?.timestamp ?? '')
      attempts.push({ from: at('PENDING'), to: at('COMPLETED') })
    }
  }
  return attempts
}

/** The most attempts that were under way at one moment: looks now and then would miss it, and two looks count a run twice. */
function mostAtOnce(attempts: readonly Attempt[]): number {
  const changes = attempts.flatMap(({ from, to }) => [
    { at: from, by: 1 },
    { at: to, by: -1 },
  ])
  let [now, most] = [0, 0]
  for (const { by } of changes.toSorted((a, b) => a.at - b.at || a.by - b.by)) most = Math.max(most, (now += by))
  return most
}

const TYPES = ['COMPLETED', 'FAILED', 'CRASHED']

async function countByState(url: string): Promise<Record<string, number>> {
  const counts = await Promise.all(TYPES.map((type) => count(url, [type])))
  return Object.fromEntries(TYPES.map((type, index) => [type, counts[index] ?? 0]))
}

const count = (url: string, types: readonly string[]): Promise<number> =>
  call<number>(url, 'POST', '/flow_runs/count', { flow_runs: { state: { type: { any_: types } } } })

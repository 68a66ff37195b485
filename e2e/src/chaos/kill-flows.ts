import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cleanEnvironment, type RunningRedis, startMillrace, startRedis, type Supervised, supervise } from '@millrace/testing'
import type { Cluster } from './cluster.ts'
import { numbers } from './numbers.ts'

const FLOWS = join(import.meta.dirname, '..', '..', 'flows')
/** Tasks of the flow, each with a side effect. */
const TASKS = 30
const NODES = 2
/** Seconds in which an execution that nobody kills must end. */
const PATIENCE = 120

export const TASK_RUNNERS = ['sequential', 'concurrent', 'threads', 'processes', 'distributed'] as const

export interface KillOptions {
  readonly runner: (typeof TASK_RUNNERS)[number]
  readonly kills: number
  readonly seed: number
}

/** What was killed, and how many flow runs were completed meanwhile. */
export interface Told {
  readonly killed: Readonly<Record<Victim, number>>
  readonly runs: number
}

type Victim = 'flow' | 'server' | 'node'

/**
 * Executes runs of a flow of 30 tasks on a task runner and kills the process of the flow, the server, a node that holds tasks, or several
 * of them at the same time, at random; a run whose process was killed is executed again until it is completed. Throws what must never
 * be: a run that does not end, a side effect that is repeated though the flow had seen its result, a result that is seen as another one
 * later, a task that was left out, or runs that the server does not see as ended.
 */
export async function killFlows(cluster: Cluster, { runner, kills, seed }: KillOptions): Promise<Told> {
  await using stack = new AsyncDisposableStack()
  const redis = runner === 'distributed' ? stack.use(await startRedis()) : undefined
  const nodes: Supervised[] = []
  stack.defer(() => Promise.all(nodes.map((node) => node[Symbol.asyncDispose]())).then(() => undefined))
  if (redis !== undefined) for (let index = 0; index < NODES; index += 1) nodes.push(await startNode(cluster, redis, index))

  const chance = numbers(seed)
  const killed = { flow: 0, server: 0, node: 0 }
  const killNode = async (index: number): Promise<void> => {
    if (redis === undefined) return
    nodes[index]?.kill('SIGKILL', true)
    nodes[index] = await startNode(cluster, redis, index)
  }
  let runs = 0
  while (killed.flow + killed.server + killed.node < kills) {
    const { id: flow_id } = await cluster.client.flows.create({ body: { name: 'thirty' } })
    const { id } = await cluster.client.flowRuns.create({ body: { flow_id, empirical_policy: { retries: 1 } } })
    const witness = join(cluster.home, `witness-${id}`)
    for (let ended = false; !ended;) {
      await using execution = supervise({
        program: process.execPath,
        argv: [join(FLOWS, 'thirty.ts'), id, witness, runner, redis?.url ?? ''],
        env: cleanEnvironment({ ...cluster.env, MILLRACE_LOGGING_LEVEL: 'ERROR' }),
        cwd: FLOWS,
      })
      if (killed.flow + killed.server + killed.node < kills) {
        await reaches(execution, Math.floor(chance() * 12))
        await new Promise((resolve) => setTimeout(resolve, chance() * 30))
        const victims = pick(chance(), redis !== undefined)
        if (victims.includes('flow')) execution.kill('SIGKILL')
        await Promise.all([
          victims.includes('server') ? cluster.killServer(0) : undefined,
          victims.includes('node') ? killNode(Math.floor(chance() * NODES)) : undefined,
        ])
        for (const victim of victims) killed[victim] += 1
      }
      const code = await Promise.race([execution.ended, late()])
      ended = code === 0
      if (code === 'late' || (!ended && code !== 'SIGKILL'))
        throw new Error(`seed ${seed}, ${runner}: an execution of ${id} ended with ${code}:\n${execution.output()}\n${cluster.output()}`)
    }
    runs += 1
    const wrongs = wrongsOf(readFileSync(witness, 'utf8'))
    if (wrongs.length > 0) throw new Error(`seed ${seed}, ${runner}, run ${id} (${JSON.stringify(killed)}):\n${wrongs.join('\n')}`)
  }
  const left = await leftBehind(cluster)
  if (left.length > 0) throw new Error(`seed ${seed}, ${runner} (${JSON.stringify(killed)}): left behind\n${left.join('\n')}`)
  return { killed, runs }
}

/** Most often the flow's process alone; now and then something else with it, or alone. */
function pick(number: number, hasNodes: boolean): readonly Victim[] {
  if (number < 0.15) return ['flow', 'server']
  if (number < 0.25) return ['server']
  if (hasNodes && number < 0.4) return ['node']
  if (hasNodes && number < 0.55) return ['flow', 'node']
  return ['flow']
}

async function startNode(cluster: Cluster, redis: RunningRedis, index: number): Promise<Supervised> {
  const name = `node-${index}`
  const node = startMillrace(
    ['task-runner', 'start', '--redis', redis.url, '--name', name, '--concurrency', '2', '--path', FLOWS, '--lost-after', '2'],
    { env: cluster.env },
  )
  await node.says(/takes tasks from queue/)
  return node
}

/** Resolves when the flow has seen so many results, or is over before. */
async function reaches(execution: Supervised, lines: number): Promise<void> {
  const seen = new RegExp(`begins\\n(?:seen .*\\n[^]*){${lines}}|ended`)
  await execution.says(seen, PATIENCE).catch(() => undefined)
}

const late = (): Promise<'late'> => new Promise((resolve) => setTimeout(() => resolve('late'), PATIENCE * 1000).unref())

/** What was done again after the flow had seen it, or was seen as another result than before; and what was left out. */
function wrongsOf(witness: string): string[] {
  const seen = new Map<string, string>()
  const wrongs: string[] = []
  for (const line of witness.trim().split('\n')) {
    const [what, label = '', at = ''] = line.split(' ')
    if (what === 'effect' && seen.has(label)) wrongs.push(`${label} was done again`)
    if (what === 'seen' && (seen.get(label) ?? at) !== at) wrongs.push(`${label} was seen as another result`)
    if (what === 'seen') seen.set(label, at)
  }
  return seen.size === TASKS ? wrongs : [...wrongs, `${seen.size} of ${TASKS} tasks were seen`]
}

/** The runs that the server does not see as ended well; a task run of a process that was killed is Crashed. */
async function leftBehind({ client }: Cluster): Promise<string[]> {
  const flowRuns = await client.flowRuns.filter({ body: { flow_runs: { state: { type: { not_any_: ['COMPLETED'] } } } } })
  const taskRuns = await client.taskRuns.filter({ body: { task_runs: { state: { type: { not_any_: ['COMPLETED', 'CRASHED'] } } } } })
  return [...flowRuns, ...taskRuns].map(({ name, state }) => `${name} is ${state?.name}: ${state?.message}`)
}

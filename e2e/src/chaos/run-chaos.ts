import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { eventually, millrace } from '@millrace/testing'
import { type Cluster, type ClusterOptions, startCluster } from './cluster.ts'
import { numbers } from './numbers.ts'
import { atWork, killWitnessed, readWitness, wrongsIn } from './witness.ts'

const FLOWS = join(import.meta.dirname, '..', '..', 'flows', 'chaos.ts')
/** Most runs of the deployment at once, and most holders of the slots that its runs want. */
const LIMIT = 3
const SLOTS = 2
/** Seconds between two due times of the schedule. */
const EVERY = 5
/** Runs that are read at once. */
const PAGE = 200
/** Seconds within which everything must have ended once nothing is killed any more: a lease, its slots, and another attempt. */
const SETTLING = 240

export interface ChaosOptions extends ClusterOptions {
  readonly seed: number
  /** Kills after which it ends. */
  readonly kills: number
}

/** What was done, and what came of it. */
export interface Story {
  readonly killed: Readonly<Record<Victim, number>>
  readonly orders: number
  readonly ticks: number
  /** Attempts that ended with their process, and were begun again. */
  readonly restarts: number
}

const VICTIMS = ['server', 'worker', 'flow', 'postgres'] as const
type Victim = (typeof VICTIMS)[number]

/**
 * Kills servers, workers, processes of flows and Postgres at random while deployments with a schedule, concurrency limits, subflows and
 * retries run; then lets everything end, and throws what must never be: a run that does not end, that was lost, or that two processes
 * were at work for; a side effect of a finished task that was repeated; a slot that is held by nobody, or by more than there are; a due
 * time that was missed or doubled. Runs whose process was killed are begun again, as somebody on duty would.
 */
export async function runChaos(options: ChaosOptions): Promise<Story> {
  await using cluster = await startCluster(options)
  const { client } = cluster
  const witness = join(cluster.home, 'witness')
  const { code, output } = await millrace(['work-pool', 'create', 'local', '--type', 'process'], { env: cluster.env })
  if (code !== 0) throw new Error(output)
  await client.concurrencyLimitsV2.create({ body: { name: 'chaos', limit: SLOTS } })
  const deploy = async (name: 'order' | 'tick', more: object): Promise<string> => {
    const flow = await client.flows.create({ body: { name } })
    const body = { name: 'chaos', flow_id: flow.id, work_pool_name: 'local', entrypoint: `${FLOWS}:${name}`, parameters: { witness } }
    return (await client.deployments.create({ body: { ...body, ...more } })).id
  }
  const orders = await deploy('order', { concurrency_limit: LIMIT })
  const ticks = await deploy('tick', { schedules: [{ schedule: { interval: EVERY, anchor_date: '2020-01-01T00:00:00Z' }, active: true }] })
  cluster.startWorkers()

  const made = new Set<string>()
  const order = async (): Promise<void> => {
    const body = { idempotency_key: randomUUID() }
    made.add((await client.deployments.createFlowRun({ params: { id: orders }, body })).id)
  }
  let restarts = 0
  const killed = { server: 0, worker: 0, flow: 0, postgres: 0 }
  const chance = numbers(options.seed)
  const total = (): number => Object.values(killed).reduce((sum, count) => sum + count, 0)
  const story = (): string => `seed ${options.seed}, ${JSON.stringify(killed)}, ${made.size} orders, ${restarts} restarts`
  while (total() < options.kills) {
    await order()
    await order()
    await eventually('a run is at work', async () => (atWork(readWitness(witness)).length > 0 ? true : undefined), 120)
    await new Promise((resolve) => setTimeout(resolve, chance() * 500))
    const victim = pick(cluster, chance)
    if (await kill(cluster, victim, witness, chance)) killed[victim] += 1
    restarts += await restartCrashed(cluster)
  }

  await eventually(
    `all runs to be completed (${story()})`,
    async () => {
      restarts += await restartCrashed(cluster)
      const { count } = client.flowRuns
      const open = await count({ body: { flow_runs: { id: { any_: [...made] }, state: { type: { not_any_: ['COMPLETED'] } } } } })
      // Ticks that are begun again would go when their schedule is paused.
      const again = await count({ body: { flow_runs: { state: { name: { any_: ['Crashed', 'Failed', 'AwaitingRetry'] } } } } })
      return open + again === 0 ? true : undefined
    },
    SETTLING,
  ).catch(async (error: unknown) => {
    throw new Error(`${String(error)}\n${await left(cluster)}\n${cluster.output()}`)
  })
  await client.deployments.update({ params: { id: ticks }, body: { paused: true } })
  const wrongs = [
    ...wrongsIn(readWitness(witness), SLOTS),
    ...(await lostRuns(cluster, made)),
    ...(await heldSlots(cluster, [`deployment:${orders}`, 'chaos'])),
    ...(await wrongTicks(cluster, ticks)),
    ...(await openTasks(cluster)),
    ...(restarts > killed.flow ? [`${restarts} runs crashed, and ${killed.flow} processes of runs were killed`] : []),
  ]
  if (wrongs.length > 0) throw new Error(`${story()}\n${wrongs.join('\n')}\n${cluster.output()}`)
  const due = await client.flowRuns.count({
    body: { deployments: { id: { any_: [ticks] } }, flow_runs: { state: { type: { any_: ['COMPLETED'] } } } },
  })
  return { killed, orders: made.size, ticks: due, restarts }
}

/** Postgres less often than others: each of its restarts is one of everything. */
function pick(cluster: Cluster, chance: () => number): Victim {
  const among: readonly Victim[] = [
    'server',
    'worker',
    'flow',
    'server',
    'worker',
    'flow',
    ...(cluster.postgres === undefined ? [] : (['postgres'] as const)),
  ]
  return among[Math.floor(chance() * among.length)] ?? 'flow'
}

/** Kills one of a kind; false when there was none to be killed. */
async function kill(cluster: Cluster, victim: Victim, witness: string, chance: () => number): Promise<boolean> {
  if (victim === 'server') await cluster.killServer(Math.floor(chance() * cluster.serverCount))
  else if (victim === 'worker') await cluster.killWorker(Math.floor(chance() * cluster.workerCount))
  else if (victim === 'postgres') await cluster.postgres?.restart(chance() < 0.5 ? 'fast' : 'immediate')
  else {
    const working = atWork(readWitness(witness))
    const one = working[Math.floor(chance() * working.length)]
    return one !== undefined && killWitnessed(witness, one)
  }
  return true
}

/** Begins runs again whose process was killed; answers how many. */
async function restartCrashed({ client }: Cluster): Promise<number> {
  const crashed = await client.flowRuns.filter({
    body: { flow_runs: { state: { type: { any_: ['CRASHED', 'FAILED'] } }, parent_task_run_id: { is_null_: true } } },
  })
  // An answer that was lost, or another server, may have begun one of them before.
  const begun = await Promise.all(
    crashed.map(({ id }) =>
      client.ui.restartFlowRun({ params: { id }, body: {} }).then(
        () => 1,
        () => 0,
      ),
    ),
  )
  return begun.reduce<number>((sum, one) => sum + one, 0)
}

/** The runs that have not ended, in words. */
async function left({ client }: Cluster): Promise<string> {
  const runs = await client.flowRuns.filter({ body: { flow_runs: { state: { type: { not_any_: ['COMPLETED'] } } } } })
  return runs.map(({ id, name, state }) => `${id} ${name}: ${state?.name} ${state?.timestamp} ${state?.message}`).join('\n')
}

/** Runs whose creation was acknowledged and that are not there, and runs whose state is not the newest of their history. */
async function lostRuns({ client }: Cluster, made: ReadonlySet<string>): Promise<string[]> {
  const wrongs: string[] = []
  for (const id of made) {
    const run = await client.flowRuns.read({ params: { id } }).catch(() => undefined)
    if (run === undefined) wrongs.push(`the run ${id} was acknowledged, and is lost`)
    const states = await client.flowRunStates.list({ query: { flow_run_id: id } })
    const newest = states.toSorted((a, b) => (a.timestamp < b.timestamp ? -1 : 1)).at(-1)
    if (run !== undefined && newest?.id !== run.state_id) wrongs.push(`the state of the run ${id} is not the newest of its history`)
  }
  return wrongs
}

/** Slots that are held though nothing runs, after the leases of those that were killed have lapsed. */
async function heldSlots({ client }: Cluster, names: readonly string[]): Promise<string[]> {
  const held = async (): Promise<string[]> => {
    const limits = await Promise.all(names.map((name) => client.concurrencyLimitsV2.read({ params: { id_or_name: name } })))
    return limits.flatMap(({ name, active_slots: slots }) => (slots === 0 ? [] : [`${slots} slots of ${name} are held by nobody`]))
  }
  return await eventually('slots', async () => ((await held()).length === 0 ? [] : undefined), 120).catch(held)
}

/** Due times between the first and the last that were missed, or made twice. */
async function wrongTicks({ client }: Cluster, deployment: string): Promise<string[]> {
  const times: number[] = []
  for (let offset = 0; ; offset = times.length) {
    const page = await client.flowRuns.filter({
      body: {
        deployments: { id: { any_: [deployment] } },
        flow_runs: { state: { type: { not_any_: ['SCHEDULED'] } } },
        sort: 'EXPECTED_START_TIME_ASC',
        limit: PAGE,
        offset,
      },
    })
    times.push(...page.map(({ expected_start_time: expected }) => Date.parse(expected ?? '')))
    if (page.length < PAGE) break
  }
  return times.flatMap((time, index) => {
    const before = times[index - 1]
    const apart = before === undefined ? EVERY : (time - before) / 1000
    return apart === EVERY ? [] : [`after ${new Date(before ?? 0).toISOString()} the next tick came after ${apart} s`]
  })
}

/** Task runs that go on though their flow run has ended. */
async function openTasks({ client }: Cluster): Promise<string[]> {
  const open = (): Promise<number> =>
    client.taskRuns.count({
      body: {
        flow_runs: { state: { type: { any_: ['COMPLETED'] } } },
        task_runs: { state: { type: { any_: ['SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING'] } } },
      },
    })
  return await eventually('tasks', async () => ((await open()) === 0 ? [] : undefined), 60).catch(async () => [
    `${await open()} task runs of finished flow runs have not ended`,
  ])
}

import { parseArgs } from 'node:util'
import { startCluster } from './cluster.ts'
import { killFlows, TASK_RUNNERS } from './kill-flows.ts'
import { runChaos } from './run-chaos.ts'

/**
 * `npm run chaos -- --database sqlite|postgres --kills N --servers N --workers N --seed N`, or, for a flow on one of the task runners,
 * `npm run chaos -- --task-runner threads --kills N --seed N`.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    kills: { type: 'string', default: '100' },
    database: { type: 'string', default: 'postgres' },
    servers: { type: 'string' },
    workers: { type: 'string', default: '2' },
    'task-runner': { type: 'string' },
  },
})
const seed = Number(values.seed)
const kills = Number(values.kills)
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const began = performance.now()
const story = values['task-runner'] === undefined ? await ofCluster() : await ofFlows(values['task-runner'])
say(`${JSON.stringify(story)} in ${Math.round((performance.now() - began) / 1000)} s: nothing lost, doubled, stuck or leaked`)

async function ofCluster(): Promise<object> {
  const database = values.database === 'sqlite' ? 'sqlite' : 'postgres'
  const servers = Number(values.servers ?? (database === 'sqlite' ? 1 : 3))
  say(`seed ${seed}: ${kills} kills on ${database}, ${servers} servers, ${values.workers} workers`)
  return await runChaos({ seed, kills, database, servers, workers: Number(values.workers) })
}

async function ofFlows(name: string): Promise<object> {
  const runner = TASK_RUNNERS.find((each) => each === name)
  if (runner === undefined) throw new Error(`expected --task-runner to be one of ${TASK_RUNNERS.join(', ')}, got '${name}'`)
  say(`seed ${seed}: ${kills} kills of flows on ${runner}`)
  await using cluster = await startCluster({ database: 'sqlite', servers: 1, workers: 0 })
  return await killFlows(cluster, { runner, kills, seed })
}

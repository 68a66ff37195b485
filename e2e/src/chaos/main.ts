import { parseArgs } from 'node:util'
import { runChaos } from './run-chaos.ts'

/** `npm run chaos -- --database sqlite|postgres --kills N --servers N --workers N --seed N`. */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    kills: { type: 'string', default: '100' },
    database: { type: 'string', default: 'postgres' },
    servers: { type: 'string' },
    workers: { type: 'string', default: '2' },
  },
})
const database = values.database === 'sqlite' ? 'sqlite' : 'postgres'
const servers = Number(values.servers ?? (database === 'sqlite' ? 1 : 3))
process.stdout.write(`seed ${values.seed}: ${values.kills} kills on ${database}, ${servers} servers, ${values.workers} workers\n`)
const began = performance.now()
const story = await runChaos({ seed: Number(values.seed), kills: Number(values.kills), database, servers, workers: Number(values.workers) })
process.stdout.write(
  `${JSON.stringify(story)} in ${Math.round((performance.now() - began) / 1000)} s: nothing lost, doubled, stuck or leaked\n`,
)

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Options } from './compare.ts'
import { automations } from './automations.ts'
import { builds } from './builds.ts'
import { deploymentRuns } from './deployment-runs.ts'
import { drain, drainByEngine } from './drain.ts'
import { engine } from './engine.ts'
import { events } from './events.ts'
import { handOut } from './hand-out.ts'
import { idleWorker } from './idle-worker.ts'
import { latency } from './latency.ts'
import { lifeCycle } from './life-cycle.ts'
import { logs } from './logs.ts'
import { reads } from './reads.ts'
import { schedules } from './schedules.ts'
import { soak } from './soak/soak.ts'
import { startUp } from './start-up.ts'
import { taskRunners } from './task-runners.ts'
import { transitions, transitionsPostgres } from './transitions.ts'
import { ui } from './ui.ts'
import { uiLive } from './ui-live.ts'
import { uploads } from './uploads.ts'

/** In the order in which they run when none is named. */
const SCENARIOS: Readonly<Record<string, (options: Options) => Promise<void>>> = {
  'start-up': startUp,
  transitions,
  'transitions-postgres': transitionsPostgres,
  'life-cycle': lifeCycle,
  'deployment-runs': deploymentRuns,
  'hand-out': handOut,
  logs,
  events,
  automations,
  schedules,
  reads: (options) => reads(options, values.million),
  latency,
  'idle-worker': idleWorker,
  drain,
  'drain-by-engine': drainByEngine,
  'task-runners': taskRunners,
  uploads,
  ui: (options) => ui(options, values.million),
  builds,
  engine: (options) => engine(options, values.long),
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    minutes: { type: 'string', default: '10' },
    'no-prefect': { type: 'boolean', default: false },
    postgres: { type: 'boolean', default: false },
    million: { type: 'boolean', default: false },
    long: { type: 'boolean', default: false },
  },
})
/** Scenarios of many minutes, which run only when they are named. */
const LONG: Readonly<Record<string, (minutes: number) => Promise<void>>> = {
  soak: (minutes) => soak(minutes, values.postgres ? 'postgres' : 'sqlite'),
  'ui-live': (minutes) => uiLive(minutes * 60),
}
const unknown = positionals.filter((name) => !(name in LONG) && !(name in SCENARIOS))
if (unknown.length > 0) {
  const [all, long] = [SCENARIOS, LONG].map((some) => Object.keys(some).join(', '))
  process.stderr.write(`no scenario ${unknown.join(', ')}; there are ${all} and, only by their names, ${long}\n`)
  process.exit(2)
}
const installed = existsSync(join(import.meta.dirname, '..', '..', '.venvs/prefect-3/.prepared'))
if (!installed && !values['no-prefect'])
  process.stdout.write('Prefect is not installed here (npm run interop:prepare); measuring without it.\n')
const options = { rounds: Number(values.rounds), seconds: Number(values.seconds), withPrefect: installed && !values['no-prefect'] }
for (const [name, run] of Object.entries(SCENARIOS)) if (positionals.length === 0 || positionals.includes(name)) await run(options)
for (const [name, run] of Object.entries(LONG)) if (positionals.includes(name)) await run(Number(values.minutes))

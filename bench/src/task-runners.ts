import { join } from 'node:path'
import { cleanEnvironment, hasRedis, type RunningRedis, startMillrace, startRedis, startServer, supervise } from '@millrace/testing'
import type { Options } from './compare.ts'
import { printTable } from './print.ts'

const FLOWS = join(import.meta.dirname, '..', 'flows')
const RUNNERS = ['sequential', 'concurrent', 'threads', 'processes', 'distributed'] as const

/** What the script prints, in milliseconds. */
interface Figures {
  readonly handOver: number
  readonly roundTrip: number
  readonly perTask: number
  readonly computing: number
}

/** What each task runner costs, and what two workers gain where tasks compute; the best of all rounds. */
export async function taskRunners({ rounds }: Options): Promise<void> {
  await using server = await startServer({ MILLRACE_LOGGING_LEVEL: 'WARNING' })
  await using redis = hasRedis ? await startRedis() : undefined
  const env = { ...server.env, MILLRACE_LOGGING_LEVEL: 'WARNING' }
  await using node = redis === undefined ? undefined : startNode(env, redis)
  await node?.says(/takes tasks/)
  const best = new Map<string, Figures>()
  for (let round = 0; round < rounds; round += 1)
    for (const runner of RUNNERS) {
      if (runner === 'distributed' && redis === undefined) continue
      const found = await figuresOf(runner, env, redis)
      const before = best.get(runner)
      best.set(runner, before === undefined ? found : better(before, found))
    }
  const alone = best.get('sequential')?.computing ?? Number.NaN
  printTable(
    'task runners: two workers, best of all rounds',
    ['runner', 'hand-over, ms', 'there and back, ms', 'mapped, ms a task', '8 computing tasks, ms', 'speed-up'],
    [...best].map(([runner, { handOver, roundTrip, perTask, computing }]) => [
      runner,
      handOver.toFixed(2),
      roundTrip.toFixed(2),
      perTask.toFixed(2),
      computing.toFixed(0),
      (alone / computing).toFixed(2),
    ]),
  )
}

const startNode = (env: Readonly<Record<string, string>>, { url }: RunningRedis): ReturnType<typeof startMillrace> =>
  startMillrace(['task-runner', 'start', '--redis', url, '--concurrency', '2', '--path', FLOWS], { env })

async function figuresOf(runner: string, env: Readonly<Record<string, string>>, redis: RunningRedis | undefined): Promise<Figures> {
  await using script = supervise({
    program: process.execPath,
    argv: [join(FLOWS, 'task-runners.ts'), runner, redis?.url ?? ''],
    env: cleanEnvironment(env),
    cwd: FLOWS,
  })
  const [, json = ''] = await script.says(/figures (.+)/, 600)
  await script.ended
  return JSON.parse(json) as Figures
}

const better = (one: Figures, other: Figures): Figures => ({
  handOver: Math.min(one.handOver, other.handOver),
  roundTrip: Math.min(one.roundTrip, other.roundTrip),
  perTask: Math.min(one.perTask, other.perTask),
  computing: Math.min(one.computing, other.computing),
})

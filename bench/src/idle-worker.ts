import { join } from 'node:path'
import { printTable } from './print.ts'
import { deployed } from './worker-processes.ts'

const HELLO = join(import.meta.dirname, '..', '..', 'examples', 'hello.ts')
/** Seconds until a worker has settled, and for how long it is watched. */
const SETTLED = 8
const WATCHED = 30

/** What a worker costs that has nothing to do. */
export async function idleWorker(): Promise<void> {
  await using bench = await deployed(HELLO, 'hello')
  const worker = bench.startWorker()
  await new Promise((resolve) => setTimeout(resolve, SETTLED * 1000))
  const before = worker.cpuSeconds()
  await new Promise((resolve) => setTimeout(resolve, WATCHED * 1000))
  const percent = ((worker.cpuSeconds() - before) / WATCHED) * 100
  const megabytes = Math.round(worker.residentBytes() / 2 ** 20)
  printTable('a worker with nothing to do', ['% of a core', 'MB resident'], [[percent.toFixed(2), String(megabytes)]])
}

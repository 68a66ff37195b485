import { driveTransitions } from './load.ts'
import { printTable } from './print.ts'
import { type Contestant, floor, millrace, prefect } from './servers.ts'

/** Long enough for a server to have its hot code compiled; servers live for days. */
const WARM_UP_SECONDS = 5

interface Sum {
  operations: number
  busy: number
  failed: number
  seconds: number
  cpu: number
  readonly latencies: number[]
}

export interface TransitionOptions {
  readonly rounds: number
  readonly seconds: number
  readonly withPrefect: boolean
}

/**
 * State transitions over HTTP, ours beside the floor and the real Prefect in interleaved rounds, with 1 and with 8 clients.
 * Prints operations per second, server CPU per operation, latencies and failures, and the ratios that the figures of
 * `docs/benchmarks.md` speak of.
 */
export async function transitions({ rounds, seconds, withPrefect }: TransitionOptions): Promise<void> {
  await using stack = new AsyncDisposableStack()
  const contestants: Contestant[] = []
  for (const start of [
    () => millrace('FULL'),
    () => millrace('NORMAL'),
    () => floor('FULL'),
    () => floor('NORMAL'),
    ...(withPrefect ? [prefect] : []),
  ]) {
    contestants.push(stack.use(await start()))
  }
  for (const clients of [1, 8]) {
    const sums = new Map<string, Sum>(
      contestants.map((one) => [one.name, { operations: 0, busy: 0, failed: 0, seconds: 0, cpu: 0, latencies: [] }]),
    )
    for (const one of contestants) await driveTransitions(one.url, clients, WARM_UP_SECONDS)
    for (let round = 0; round < rounds; round += 1) {
      for (const one of contestants) await measure(one, clients, seconds, sums.get(one.name))
    }
    report(clients, sums)
  }
}

async function measure(one: Contestant, clients: number, seconds: number, sum: Sum | undefined): Promise<void> {
  if (sum === undefined) return
  const cpu = one.cpuSeconds()
  const began = performance.now()
  const tally = await driveTransitions(one.url, clients, seconds)
  sum.seconds += (performance.now() - began) / 1000
  sum.cpu += one.cpuSeconds() - cpu
  sum.operations += tally.operations
  sum.busy += tally.busy
  sum.failed += tally.failed
  sum.latencies.push(...tally.latencies)
}

function report(clients: number, sums: ReadonlyMap<string, Sum>): void {
  const rate = (name: string): number => (sums.get(name)?.operations ?? 0) / (sums.get(name)?.seconds ?? 1)
  const perOperation = (sum: Sum): number => (sum.cpu / Math.max(sum.operations, 1)) * 1000
  const rows = [...sums].map(([name, sum]) => {
    const sorted = sum.latencies.sort((a, b) => a - b)
    const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(1)
    return [name, rate(name).toFixed(0), perOperation(sum).toFixed(2), at(0.5), at(0.99), String(sum.busy), String(sum.failed)]
  })
  printTable(
    `transitions, ${clients} client${clients === 1 ? '' : 's'}`,
    ['server', 'per second', 'CPU ms each', 'p50 ms', 'p99 ms', '503', 'failed'],
    rows,
  )
  const theirs = sums.get('prefect 3.8')
  for (const synchronous of ['FULL', 'NORMAL']) {
    const ours = sums.get(`millrace ${synchronous}`)
    if (ours === undefined) continue
    const share = (rate(`millrace ${synchronous}`) / rate(`floor ${synchronous}`)) * 100
    const against =
      theirs === undefined
        ? ''
        : `, ${(rate(`millrace ${synchronous}`) / rate('prefect 3.8')).toFixed(1)} x Prefect, CPU 1/${(perOperation(theirs) / perOperation(ours)).toFixed(1)} of it`
    process.stdout.write(`  ${synchronous}: ${share.toFixed(0)} % of the floor${against}\n`)
  }
  process.stdout.write('\n')
}

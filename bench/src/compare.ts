import { printTable } from './print.ts'
import type { Contestant } from './servers.ts'
import type { Tally } from './tally.ts'

/** What all scenarios are told. */
export interface Options {
  /** How often each server is measured, in turn. */
  readonly rounds: number
  /** Seconds of load in each round. */
  readonly seconds: number
  readonly withPrefect: boolean
}

export interface Comparison {
  readonly title: string
  /** What is counted: `transitions`. */
  readonly unit: string
  readonly contestants: readonly Contestant[]
  readonly options: Options
  /** Puts load on a server for some seconds, and answers once all that was done can be seen. */
  readonly drive: (contestant: Contestant, seconds: number) => Promise<Tally>
}

/** Seconds of load before the first round: long enough for a server to have its hot code compiled; servers live for days. */
const WARM_UP = 5
/** Prefect's Python compiles nothing. */
const WARM_UP_PREFECT = 1

class Sum {
  operations = 0
  busy = 0
  failed = 0
  seconds = 0
  cpu = 0
  readonly latencies: number[] = []

  get rate(): number {
    return this.operations / this.seconds
  }

  /** Milliseconds of the server's CPU for each operation. */
  get cpuEach(): number {
    return (this.cpu / Math.max(this.operations, 1)) * 1000
  }
}

/**
 * Measures servers in interleaved rounds and prints for each the rate, the CPU of its process per operation, latencies, refusals, and for
 * ours the ratios to Prefect and to the floor (the one of the same `setting`). CPU scatters least.
 */
export async function compare({ title, unit, contestants, options, drive }: Comparison): Promise<void> {
  const sums = new Map(contestants.map((one) => [one, new Sum()]))
  for (const one of contestants) await drive(one, one.role === 'prefect' ? WARM_UP_PREFECT : WARM_UP)
  for (let round = 0; round < options.rounds; round += 1) {
    for (const [one, sum] of sums) await measure(one, sum, () => drive(one, options.seconds))
  }
  printTable(
    title,
    ['server', `${unit}/s`, 'CPU ms each', 'p50 ms', 'p99 ms', '503', 'failed'],
    [...sums].map(([{ name }, sum]) => rowOf(name, sum)),
  )
  for (const [one, sum] of sums) if (one.role === 'ours') process.stdout.write(`  ${one.name}: ${ratios(one, sum, sums)}\n`)
  process.stdout.write('\n')
}

async function measure(one: Contestant, sum: Sum, drive: () => Promise<Tally>): Promise<void> {
  const cpu = one.cpuSeconds()
  const began = performance.now()
  const tally = await drive()
  sum.seconds += (performance.now() - began) / 1000
  sum.cpu += one.cpuSeconds() - cpu
  sum.operations += tally.operations
  sum.busy += tally.busy
  sum.failed += tally.failed
  for (const latency of tally.latencies) sum.latencies.push(latency)
}

function rowOf(name: string, sum: Sum): string[] {
  const sorted = sum.latencies.toSorted((a, b) => a - b)
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(1)
  const rate = sum.rate < 20 ? sum.rate.toFixed(1) : sum.rate.toFixed(0)
  return [name, rate, sum.cpuEach.toFixed(sum.cpuEach < 0.1 ? 3 : 2), at(0.5), at(0.99), String(sum.busy), String(sum.failed)]
}

function ratios(ours: Contestant, sum: Sum, sums: ReadonlyMap<Contestant, Sum>): string {
  const parts: string[] = []
  for (const [other, theirs] of sums) {
    if (other.role === 'prefect') {
      parts.push(`${(sum.rate / theirs.rate).toFixed(1)} times Prefect, its CPU divided by ${(theirs.cpuEach / sum.cpuEach).toFixed(1)}`)
    } else if (other.role === 'floor' && other.setting === ours.setting) {
      parts.push(
        `${((sum.rate / theirs.rate) * 100).toFixed(0)} % of the floor, ${(sum.cpuEach / theirs.cpuEach).toFixed(1)} times its CPU`,
      )
    }
  }
  return parts.join('; ')
}

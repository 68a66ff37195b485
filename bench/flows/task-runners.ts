// A script that measures one task runner and prints its figures as JSON. Arguments: the runner, and the address of Redis.
import { concurrent, distributed, flow, processes, sequential, sleep, task, type TaskRunner, threads } from 'millrace'

const [name = 'concurrent', redis = ''] = process.argv.slice(2)

const WORKERS = 2
const SINGLE = 1000
const MANY = 1000
const HEAVY = 8

const wallClock = (): number => performance.timeOrigin + performance.now()

/** When it began, by the clock that all processes of a machine share. */
const nothing = task(async function nothing(_input: number): Promise<number> {
  return wallClock()
})

const fibonacci = (number: number): number => (number < 2 ? number : fibonacci(number - 1) + fibonacci(number - 2))

const compute = task(async function compute(number: number): Promise<number> {
  return fibonacci(number)
})

const RUNNERS: Readonly<Record<string, () => TaskRunner>> = {
  sequential,
  concurrent,
  threads: () => threads({ workers: WORKERS }),
  processes: () => processes({ workers: WORKERS }),
  distributed: () => distributed({ redis }),
}

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN

const measure = flow({ taskRunner: RUNNERS[name]?.() ?? concurrent() }, async function measure() {
  // Threads and processes start, and load this file.
  await compute.map(Array.from({ length: WORKERS * 4 }, () => 25))
  const handOvers: number[] = []
  const roundTrips: number[] = []
  for (let index = 0; index < SINGLE; index += 1) {
    const submitted = wallClock()
    const begun = await nothing.submit(index)
    handOvers.push(begun - submitted)
    roundTrips.push(wallClock() - submitted)
  }
  let start = performance.now()
  await nothing.map(Array.from({ length: MANY }, (_, index) => index))
  const perTask = (performance.now() - start) / MANY
  // What was told of them is still on its way to the server.
  await sleep(3)
  start = performance.now()
  await compute.map(Array.from({ length: HEAVY }, () => 33))
  const computing = performance.now() - start
  // The first half is for the compiler.
  return { handOver: median(handOvers.slice(SINGLE / 2)), roundTrip: median(roundTrips.slice(SINGLE / 2)), perTask, computing }
})

process.stdout.write(`figures ${JSON.stringify(await measure())}\n`)

import { parseArgs } from 'node:util'
import { GENERATIONS, type Generation, preparePeer } from '../peers.ts'
import { compareScripts, shown } from './outcome.ts'
import { compareRandomCalls, shownFound } from './random/compare-random-calls.ts'

const USAGE = `npm run differential -- [--generation 2|3] [--random [--seed <number>] [--calls <number>]]
Says the scripts, or random calls, to a real Prefect server and to ours, and prints in what they differ.
`

/** `npm run differential`: ends with 1 when there is a difference that nothing explains. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      generation: { type: 'string' },
      random: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      calls: { type: 'string', default: '1000' },
    },
  })
  const [seed, calls] = [Number(values.seed), Number(values.calls)]
  const generations = GENERATIONS.filter((one) => values.generation === undefined || String(one) === values.generation)
  if (generations.length === 0 || !Number.isInteger(seed) || !Number.isInteger(calls) || calls < 1) {
    process.stderr.write(USAGE)
    process.exitCode = 2
    return
  }
  for (const generation of generations) {
    await preparePeer(generation)
    const different = values.random ? await random(generation, { seed, calls }) : (await compareScripts(generation)).unexplained.map(shown)
    process.stdout.write(different.map((text) => `${text}\n\n`).join(''))
    process.stdout.write(`Prefect ${generation}: ${different.length} unexplained differences\n`)
    if (different.length > 0) process.exitCode = 1
  }
}

async function random(generation: Generation, what: { readonly seed: number; readonly calls: number }): Promise<string[]> {
  const { found, tried } = await compareRandomCalls(generation, what)
  for (const [operation, { calls, good }] of [...tried].toSorted()) process.stdout.write(`${good} of ${calls} well: ${operation}\n`)
  return found.map(shownFound)
}

await main()

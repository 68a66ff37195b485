import { parseArgs } from 'node:util'
import { GENERATIONS, type Generation, preparePeer } from '../peers.ts'
import { type Compared, compareScripts, shown } from './outcome.ts'
import { startPair } from './pair.ts'
import { compareRandomCalls, shownFound } from './random/compare-random-calls.ts'
import type { DuelSpec } from './random/duel.ts'
import { compareSockets } from './sockets/compare-sockets.ts'
import { compareTimed } from './timed/compare-timed.ts'

const USAGE = `npm run differential -- [--generation 2|3] [--random | --stories [--seed <number>] [--calls <number>]]
Says the scripts, or random calls, or those of people who deploy and run, to a real Prefect server and to ours, and prints in what they differ.
`

/** `npm run differential`: ends with 1 when there is a difference that nothing explains. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      generation: { type: 'string' },
      random: { type: 'boolean', default: false },
      stories: { type: 'boolean', default: false },
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
    const walk = values.stories ? 'stories' : values.random ? 'calls' : undefined
    const different = walk === undefined ? await scripted(generation) : await random(generation, { walk, seed, calls })
    process.stdout.write(different.map((text) => `${text}\n\n`).join(''))
    process.stdout.write(`Prefect ${generation}: ${different.length} unexplained differences\n`)
    if (different.length > 0) process.exitCode = 1
  }
}

async function scripted(generation: Generation): Promise<string[]> {
  const compared: Pick<Compared, 'unexplained'>[] = [await compareScripts(generation), await compareTimed(generation)]
  if (generation === 3) {
    await using pair = await startPair(generation)
    compared.push(await compareSockets(pair))
  }
  return compared.flatMap(({ unexplained }) => unexplained.map(shown))
}

async function random(generation: Generation, what: Pick<DuelSpec, 'walk' | 'seed' | 'calls'>): Promise<string[]> {
  await using pair = await startPair(generation)
  const { found, tried } = await compareRandomCalls(pair, what)
  for (const [operation, { calls, good }] of [...tried].toSorted(([one], [other]) => one.localeCompare(other)))
    process.stdout.write(`${good} of ${calls} well: ${operation}\n`)
  return found.map(shownFound)
}

await main()

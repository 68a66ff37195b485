import { beforeAll, describe, expect, test } from 'vitest'
import { GENERATIONS, type Generation, preparePeer } from '../peers.ts'
import { type Compared, compareScripts, EXPLANATIONS, shown } from './outcome.ts'
import { startPair } from './pair.ts'
import { compareRandomCalls, shownFound } from './random/compare-random-calls.ts'
import type { Outcome } from './random/duel.ts'
import { compareSockets } from './sockets/compare-sockets.ts'
import { compareTimed } from './timed/compare-timed.ts'

/** `npm run differential -- --random` and `-- --stories` make thousands, of any seed. */
const WALKS = [
  { walk: 'calls', seed: 20, calls: 150 },
  { walk: 'stories', seed: 20, calls: 100 },
] as const
/** Milliseconds that thousands of calls of real servers may take on a machine that does much else. */
const LONGEST = 900_000

describe('our server beside real Prefect servers', () => {
  const compared = new Map<Generation, Compared>()
  const timed = new Map<Generation, Compared>()
  const random = new Map<Generation, Outcome[]>()
  let sockets: Awaited<ReturnType<typeof compareSockets>> | undefined

  async function compareInPairs(generation: Generation): Promise<void> {
    await using pair = await startPair(generation)
    // 2.20's events are switched on only in an experiment; its clients have no other socket.
    if (generation === 3) sockets = await compareSockets(pair)
    const walked: Outcome[] = []
    for (const walk of WALKS) walked.push(await compareRandomCalls(pair, walk))
    random.set(generation, walked)
  }

  async function letTimePass(generation: Generation): Promise<void> {
    timed.set(generation, await compareTimed(generation))
  }

  beforeAll(async () => {
    for (const generation of GENERATIONS) await preparePeer(generation)
    const scripts = GENERATIONS.map(async (generation) => compared.set(generation, await compareScripts(generation)))
    // Side by side: what waits for a minute does so while the others talk.
    await Promise.all([...scripts, ...GENERATIONS.map(letTimePass), ...GENERATIONS.map(compareInPairs)])
  }, LONGEST)

  test.each(GENERATIONS)('answers what Prefect %s answers, but for what is explained', (generation) => {
    expect(compared.get(generation)?.unexplained.map(shown)).toEqual([])
  })

  test.each(GENERATIONS)('answers all calls of a Prefect %s client without an error of its own', (generation) => {
    const ours = compared.get(generation)?.ours ?? []
    expect(ours.length).toBeGreaterThan(1000)
    expect(ours.filter(({ status }) => status >= 500)).toEqual([])
  })

  test.each(GENERATIONS)('lets time do what it does with Prefect %s: leases, silence, delays, lateness, cancellations', (generation) => {
    const { unexplained = [], ours = [] } = timed.get(generation) ?? {}
    expect(unexplained.map(shown)).toEqual([])
    expect(ours.length).toBeGreaterThan(70)
  })

  test.each(GENERATIONS)('answers random calls, and stories of people who deploy and run, as Prefect %s does', (generation) => {
    const [calls, stories] = random.get(generation) ?? []
    expect([calls, stories].flatMap((outcome) => outcome?.found.map(shownFound))).toEqual([])
    expect(calls?.tried.size).toBeGreaterThan(40)
    expect(stories?.tried.size).toBeGreaterThan(20)
  })

  test('answers over websockets, and about stored events, as Prefect 3 does', () => {
    expect(sockets?.unexplained.map(shown)).toEqual([])
  })

  test('has no explanation left that explains nothing', () => {
    const used = new Set([...compared.values(), ...timed.values(), sockets].flatMap((outcome) => [...(outcome?.used ?? [])]))
    // What is random comes up, or does not, with the seed.
    const scripted = EXPLANATIONS.filter(({ calls }) => !calls.every((name) => name.startsWith('random ')))
    expect(scripted.filter((one) => !used.has(one))).toEqual([])
  })
})

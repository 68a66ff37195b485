import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { startPrefect } from '../compat/prefect-server.ts'
import { GENERATIONS, type Generation, preparePeer } from '../peers.ts'
import { compareConversations, type Difference } from './compare.ts'
import type { Exchange, Json } from './conversation.ts'
import { askOurs, converse } from './converse.ts'
import { explain, type Explanation } from './explain.ts'
import { EVENT_TALKS, TALKS } from './talks.ts'

const read = (name: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8'))
const EXPLANATIONS = read('explained.json') as readonly Explanation[]
/** Fields that only our answers have, because they hold those of both generations, each with whose it is. */
const ADDITIONS = read('additions.json') as Readonly<Record<Generation, Readonly<Record<string, string>>>>

/** What 2.20 does not serve unless it is told to; triggers that nothing fires act on nothing. */
const SWITCHED_ON = { PREFECT_EXPERIMENTAL_EVENTS: 'true', PREFECT_API_SERVICES_TRIGGERS_ENABLED: 'true' }

async function askPrefect(generation: Generation): Promise<readonly Exchange[]> {
  if (generation === 3) return await hold(generation)
  // With its events switched on, 2.20 keeps callers waiting for half a minute where SQLite has one writer.
  return [...(await hold(generation, TALKS)), ...(await hold(generation, EVENT_TALKS, SWITCHED_ON))]
}

async function hold(
  generation: Generation,
  talks?: typeof TALKS,
  settings: Readonly<Record<string, string>> = {},
): Promise<readonly Exchange[]> {
  await using server = await startPrefect(generation, settings)
  return await converse(generation, server.url, talks)
}

async function compare(generation: Generation): Promise<{ ours: readonly Exchange[]; outcome: ReturnType<typeof explain> }> {
  const [prefect, ours] = await Promise.all([askPrefect(generation), askOurs(generation)])
  const named = new Set(Object.keys(ADDITIONS[generation]))
  return { ours, outcome: explain(compareConversations(prefect, ours, named, generation), EXPLANATIONS, generation) }
}

/** Longest text of a value that a failed test shows. */
const LONGEST = 600

const shown = ({ call, at, prefect, ours }: Difference): string =>
  [`${call}, ${at}`, `Prefect: ${clipped(prefect)}`, `ours: ${clipped(ours)}`].join('\n')

const clipped = (value: Json | undefined): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, LONGEST))

describe('our server beside real Prefect servers', () => {
  const compared = new Map<Generation, Awaited<ReturnType<typeof compare>>>()

  beforeAll(async () => {
    for (const generation of GENERATIONS) await preparePeer(generation)
    await Promise.all(GENERATIONS.map(async (generation) => compared.set(generation, await compare(generation))))
  })

  test.each(GENERATIONS)('answers what Prefect %s answers, but for what is explained', (generation) => {
    expect(compared.get(generation)?.outcome.unexplained.map(shown)).toEqual([])
  })

  test.each(GENERATIONS)('answers all calls of a Prefect %s client without an error of its own', (generation) => {
    const ours = compared.get(generation)?.ours ?? []
    expect(ours.length).toBeGreaterThan(1000)
    expect(ours.filter(({ status }) => status >= 500)).toEqual([])
  })

  test('has no explanation left that explains nothing', () => {
    const used = new Set([...compared.values()].flatMap(({ outcome }) => [...outcome.used]))
    expect(EXPLANATIONS.filter((one) => !used.has(one))).toEqual([])
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startPrefect } from '../compat/prefect-server.ts'
import type { Generation } from '../peers.ts'
import { compareConversations, type Difference } from './compare.ts'
import type { Exchange, Json } from './conversation.ts'
import { askOurs, converse } from './converse.ts'
import { explain, type Explanation } from './explain.ts'
import { EVENT_TALKS, TALKS } from './talks.ts'

const read = (name: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8'))

/** Why some answers differ. */
export const EXPLANATIONS = read('explained.json') as readonly Explanation[]
const ADDITIONS = read('additions.json') as Readonly<Record<Generation, Readonly<Record<string, string>>>>

/** Fields that only our answers have, because they hold those of both generations. */
export const additionsOf = (generation: Generation): ReadonlySet<string> => new Set(Object.keys(ADDITIONS[generation]))

/** What 2.20 does not serve unless it is told to; triggers that nothing fires act on nothing. */
const SWITCHED_ON = { PREFECT_EXPERIMENTAL_EVENTS: 'true', PREFECT_API_SERVICES_TRIGGERS_ENABLED: 'true' }

/** What came of saying the same to both servers. */
export interface Compared {
  readonly ours: readonly Exchange[]
  readonly unexplained: readonly Difference[]
  readonly used: ReadonlySet<Explanation>
}

/** Says all scripts to a real server of a generation and to ours. */
export async function compareScripts(generation: Generation): Promise<Compared> {
  const [prefect, ours] = await Promise.all([askPrefect(generation), askOurs(generation)])
  return { ours, ...explain(compareConversations(prefect, ours, additionsOf(generation), generation), EXPLANATIONS, generation) }
}

async function askPrefect(generation: Generation): Promise<readonly Exchange[]> {
  if (generation === 3) return await hold(generation)
  // With its events switched on, 2.20 keeps callers waiting for half a minute where SQLite has one writer.
  return (await Promise.all([hold(generation, TALKS), hold(generation, EVENT_TALKS, SWITCHED_ON)])).flat()
}

async function hold(
  generation: Generation,
  talks?: typeof TALKS,
  settings: Readonly<Record<string, string>> = {},
): Promise<readonly Exchange[]> {
  await using server = await startPrefect(generation, settings)
  return await converse(generation, server.url, talks)
}

/** Longest text of a value that is shown. */
const LONGEST = 600

/** A difference for people. */
export const shown = ({ call, at, prefect, ours }: Difference): string =>
  [`${call}, ${at}`, `Prefect: ${clipped(prefect)}`, `ours: ${clipped(ours)}`].join('\n')

const clipped = (value: Json | undefined): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, LONGEST))

import { explain } from '../explain.ts'
import { additionsOf, EXPLANATIONS, shown } from '../outcome.ts'
import type { Pair } from '../pair.ts'
import { duel, type DuelSpec, type Found, type Outcome } from './duel.ts'

/** Longest request that is shown. */
const LONGEST = 1500
/** How many calls before are shown. */
const MOST = 10

/** Says `calls` random calls, or calls of random stories, to both servers. */
export const compareRandomCalls = (
  { generation, urls }: Pair,
  { walk, seed, calls }: Pick<DuelSpec, 'walk' | 'seed' | 'calls'>,
): Promise<Outcome> =>
  duel({
    generation,
    urls,
    walk,
    seed,
    calls,
    additions: additionsOf(generation),
    unexplained: (differences) => explain(differences, EXPLANATIONS, generation).unexplained,
  })

/** A difference for people, with what was sent then and before. */
export const shownFound = (found: Found): string =>
  [
    shown(found),
    ...found.before.slice(-MOST).map((line) => `before: ${line.slice(0, LONGEST)}`),
    `sent: ${found.sent.slice(0, LONGEST)}`,
  ].join('\n')

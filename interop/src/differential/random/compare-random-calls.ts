import { explain } from '../explain.ts'
import { additionsOf, EXPLANATIONS, shown } from '../outcome.ts'
import type { Pair } from '../pair.ts'
import { duel, type Found, type Outcome } from './duel.ts'

/** Longest request that is shown. */
const LONGEST = 1500
/** How many calls before are shown. */
const MOST = 10

/** Says `calls` random calls to both servers. */
export const compareRandomCalls = (
  { generation, urls }: Pair,
  { seed, calls }: { readonly seed: number; readonly calls: number },
): Promise<Outcome> =>
  duel({
    generation,
    urls,
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

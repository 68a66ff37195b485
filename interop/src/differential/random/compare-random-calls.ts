import { startPrefect } from '../../compat/prefect-server.ts'
import type { Generation } from '../../peers.ts'
import { startQuiet } from '../converse.ts'
import { explain } from '../explain.ts'
import { additionsOf, EXPLANATIONS, shown } from '../outcome.ts'
import { duel, type Found, type Outcome } from './duel.ts'

/** Longest request that is shown. */
const LONGEST = 1500
/** How many calls before are shown. */
const MOST = 10

/** Starts a real server of a generation and one of ours, and says `calls` random calls to both. */
export async function compareRandomCalls(
  generation: Generation,
  { seed, calls }: { readonly seed: number; readonly calls: number },
): Promise<Outcome> {
  await using theirs = await startPrefect(generation)
  await using ours = await startQuiet()
  return await duel({
    generation,
    urls: [theirs.url, ours.url],
    seed,
    calls,
    additions: additionsOf(generation),
    unexplained: (differences) => explain(differences, EXPLANATIONS, generation).unexplained,
  })
}

/** A difference for people, with what was sent then and before. */
export const shownFound = (found: Found): string =>
  [
    shown(found),
    ...found.before.slice(-MOST).map((line) => `before: ${line.slice(0, LONGEST)}`),
    `sent: ${found.sent.slice(0, LONGEST)}`,
  ].join('\n')

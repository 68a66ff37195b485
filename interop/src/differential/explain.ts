import { isDeepStrictEqual } from 'node:util'
import type { Generation } from '../peers.ts'
import type { Difference } from './compare.ts'
import type { Json } from './conversation.ts'

/** Why some answers differ, on purpose or because Prefect's are wrong; kept in `explained.json`. */
export interface Explanation {
  /** Both where it is absent. */
  readonly generation?: Generation
  /** Names of calls, `*` for any text. */
  readonly calls: readonly string[]
  /** Place in the answer, `*` for any text. */
  readonly at: string
  /** The status that Prefect answers, where the explanation holds for that one alone. */
  readonly status?: number
  /** The status with which ours refuses the call, where the explanation holds for that one alone. */
  readonly refused?: number
  /** What Prefect has in that place, where the explanation holds for that alone. */
  readonly prefect?: Json
  /** What ours has in that place, where the explanation holds for that alone. */
  readonly ours?: Json
  /** The one that has something in that place, where the other has nothing. */
  readonly only?: 'prefect' | 'ours'
  readonly reason: string
}

/** Which of the differences none of the explanations covers, and which explanations covered something. */
export function explain(
  differences: readonly Difference[],
  explanations: readonly Explanation[],
  generation: Generation,
): { readonly unexplained: Difference[]; readonly used: ReadonlySet<Explanation> } {
  const used = new Set<Explanation>()
  const unexplained = differences.filter((difference) => {
    const found = explanations.filter((explanation) => covers(explanation, difference, generation))
    for (const explanation of found) used.add(explanation)
    return found.length === 0
  })
  return { unexplained, used }
}

function covers(explanation: Explanation, difference: Difference, present: Generation): boolean {
  const { generation, calls, at, status, refused, only } = explanation
  if (generation !== undefined && generation !== present) return false
  if (status !== undefined && statusOf(difference.prefect) !== status) return false
  if (refused !== undefined && statusOf(difference.ours) !== refused) return false
  if ('prefect' in explanation && !isDeepStrictEqual(difference.prefect, explanation.prefect)) return false
  if ('ours' in explanation && !isDeepStrictEqual(difference.ours, explanation.ours)) return false
  if (only !== undefined && difference[only === 'ours' ? 'prefect' : 'ours'] !== undefined) return false
  return fits(at, difference.at) && calls.some((name) => fits(name, difference.call))
}

/** The status of an answer, where the difference is one of statuses. */
const statusOf = (answer: Json | undefined): unknown => (Array.isArray(answer) ? (answer as readonly Json[])[0] : undefined)

/** True when `pattern`, whose `*` stands for any text, is the whole of `text`. */
export function fits(pattern: string, text: string): boolean {
  const source = pattern.split('*').map((part) => part.replaceAll(/[\^$.|?+()[\]{}]/g, '\\$&'))
  return new RegExp(`^${source.join('.*')}$`).test(text)
}

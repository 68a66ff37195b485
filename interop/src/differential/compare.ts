import type { Generation } from '../peers.ts'
import type { Exchange, Json } from './conversation.ts'

/** One place in which the answers to the same call are not the same. */
export interface Difference {
  readonly call: string
  /** `status`, or a place in the body such as `body.results.0.name`. */
  readonly at: string
  readonly prefect: Json | undefined
  readonly ours: Json | undefined
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi
const UUID_ONLY = new RegExp(`^${UUID.source}$`, 'i')
/** Fields whose lists Python puts together from sets. */
const OF_SETS: ReadonlySet<string> = new Set(['tags', 'pause_keys', 'expect', 'after', 'for_each', 'updated_fields'])
const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/
const MADE_UP_NAME = /^[a-z]+(-[a-z]+)+$/
/** Times closer to each other than this were both taken from the clock. */
const CLOCK_MILLIS = 10 * 60 * 1000
/** Longer ago than this nothing was, on a machine as slow as the test allows. */
const LONGEST_MILLIS = 30 * 60 * 1000
/** Numbers of seconds that the clock decides. */
const DURATIONS: ReadonlySet<string> = new Set([
  'estimated_run_time',
  'total_run_time',
  'estimated_start_time_delta',
  'sum_estimated_run_time',
  'sum_estimated_lateness',
  'duration',
  'lateness',
  'time_in_current_state',
])
/** What pydantic adds to a problem for people: its own documentation's address, and again what was sent. */
const SIDE_NOTES: readonly string[] = ['url', 'input', 'ctx']
/** In 2.20 the words too are others: those of pydantic 1, while ours speaks as pydantic 2 does. Where the problem is remains the same. */
const PASSED_OVER = { 2: new Set([...SIDE_NOTES, 'type', 'msg']), 3: new Set(SIDE_NOTES) } as const

type JsonObject = Readonly<Record<string, Json>>

/**
 * Compares what two servers answered to the same calls: status and body. Ids are matched by where they stand first, times taken from
 * the clock and names made up are equal to each other. Fields that only ours has are passed over where `additions` names them.
 */
export function compareConversations(
  prefect: readonly Exchange[],
  ours: readonly Exchange[],
  additions: ReadonlySet<string>,
  generation: Generation,
): Difference[] {
  const ids = new IdPairs()
  return prefect.flatMap((theirs, index) => {
    const mine = ours[index]
    if (mine?.name !== theirs.name) throw new Error(`call ${index} is "${theirs.name}" to Prefect and "${mine?.name}" to ours`)
    if (mine.status !== theirs.status) {
      return [{ call: theirs.name, at: 'status', prefect: [theirs.status, theirs.body ?? null], ours: [mine.status, mine.body ?? null] }]
    }
    return new Comparison(theirs.name, ids, additions, generation).compare(theirs.body, mine.body, 'body')
  })
}

/** Which id of ours stands for which of Prefect's. */
class IdPairs {
  readonly #ours = new Map<string, string>()
  readonly #theirs = new Map<string, string>()

  pair(theirs: string, ours: string): boolean {
    if (!this.fits(theirs, ours)) return false
    this.#ours.set(theirs.toLowerCase(), ours.toLowerCase())
    this.#theirs.set(ours.toLowerCase(), theirs.toLowerCase())
    return true
  }

  /** True unless one of them stands for something else already. */
  fits(theirs: string, ours: string): boolean {
    const [a, b] = [theirs.toLowerCase(), ours.toLowerCase()]
    const known = this.#ours.get(a)
    return known === undefined && !this.#theirs.has(b) ? true : known === b
  }
}

class Comparison {
  readonly #call: string
  readonly #ids: IdPairs
  readonly #additions: ReadonlySet<string>
  readonly #passedOver: ReadonlySet<string>

  constructor(call: string, ids: IdPairs, additions: ReadonlySet<string>, generation: Generation) {
    this.#passedOver = PASSED_OVER[generation]
    this.#call = call
    this.#ids = ids
    this.#additions = additions
  }

  compare(prefect: Json | undefined, ours: Json | undefined, at: string): Difference[] {
    const different = [{ call: this.#call, at, prefect, ours }]
    if (typeof prefect === 'string' && typeof ours === 'string') return this.#sameText(prefect, ours, at) ? [] : different
    if (typeof prefect === 'number' && typeof ours === 'number') {
      const field = at.slice(at.lastIndexOf('.') + 1)
      const waits = field === 'delay_seconds' && Math.abs(prefect - ours) * 1000 < CLOCK_MILLIS && prefect > 3600
      return prefect === ours || waits || DURATIONS.has(field) ? [] : different
    }
    if (isList(prefect) && isList(ours)) {
      // Python puts these together from a set, whose order is another in each process.
      if (OF_SETS.has(at.slice(at.lastIndexOf('.') + 1))) return this.#sameSet(prefect, ours) ? [] : different
      return prefect.length === ours.length
        ? prefect.flatMap((item, index) => this.compare(item, ours[index], `${at}.${index}`))
        : different
    }
    if (isObject(prefect) && isObject(ours)) return this.#compareObjects(prefect, ours, at)
    return prefect === ours ? [] : different
  }

  /** Keys that a server makes up for pauses are ids; each stands for one of the other's. */
  #sameSet(prefect: readonly Json[], ours: readonly Json[]): boolean {
    const left = ours.map(String)
    const takeOut = (index: number): boolean => index !== -1 && left.splice(index, 1).length > 0
    const unmatched = prefect.map(String).filter((theirs) => !takeOut(left.indexOf(theirs)))
    if (unmatched.length !== left.length) return false
    return unmatched.every((theirs) => {
      const index = left.findIndex((mine) => [theirs, mine].every((one) => UUID_ONLY.test(one)) && this.#ids.fits(theirs, mine))
      return index !== -1 && this.#ids.pair(theirs, left[index] ?? '') && takeOut(index)
    })
  }

  #compareObjects(prefect: JsonObject, ours: JsonObject, at: string): Difference[] {
    const keys = Object.keys(prefect)
    // Objects by id, as counts are: the key of ours is what stands for theirs.
    const byId = keys.length > 0 && keys.every((key) => key.match(UUID)?.[0] === key)
    if (byId) return this.#compareById(prefect, ours, at)
    const differences: Difference[] = []
    const inProblem = /exception_detail\.\d+$/.test(at)
    for (const key of new Set([...Object.keys(prefect), ...Object.keys(ours)])) {
      if (inProblem && this.#passedOver.has(key)) continue
      if (!(key in prefect) && this.#additions.has(key)) continue
      differences.push(...this.compare(prefect[key], ours[key], `${at}.${key}`))
    }
    return differences
  }

  #compareById(prefect: JsonObject, ours: JsonObject, at: string): Difference[] {
    const [theirs, mine] = [Object.entries(prefect), Object.entries(ours)]
    if (theirs.length !== mine.length) return [{ call: this.#call, at, prefect, ours }]
    return theirs.flatMap(([id, value], index) => {
      const [ourId = '', ourValue] = mine[index] ?? []
      return [...this.compare(id, ourId, `${at}.#${index}`), ...this.compare(value, ourValue, `${at}.#${index}`)]
    })
  }

  #sameText(prefect: string, ours: string, at: string): boolean {
    const theirIds = prefect.match(UUID) ?? []
    const ourIds = ours.match(UUID) ?? []
    if (theirIds.length !== ourIds.length || prefect.replaceAll(UUID, '#') !== ours.replaceAll(UUID, '#')) {
      return sameTime(prefect, ours) || (at.endsWith('name') && MADE_UP_NAME.test(prefect) && MADE_UP_NAME.test(ours))
    }
    return theirIds.every((id, index) => this.#ids.pair(id, ourIds[index] ?? ''))
  }
}

function sameTime(prefect: string, ours: string): boolean {
  if (!TIME.test(prefect) || !TIME.test(ours)) return false
  const [theirs, mine] = [Date.parse(prefect), Date.parse(ours)]
  return theirs === mine || (Math.abs(theirs - mine) < CLOCK_MILLIS && Math.abs(mine - Date.now()) < LONGEST_MILLIS)
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)
const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

import { allTriggers, type Automation, type EventTrigger, type ReceivedEvent } from '@millrace/protocol'
import { mayConcern } from '../echoes.ts'
import type { CompositeTrigger } from './composite.ts'
import { coversEvent } from './match-event.ts'

/** An event trigger where it stands. */
export interface PlacedTrigger {
  readonly automation: Automation
  readonly trigger: EventTrigger
  /** The compounds and sequences around it, the innermost first. */
  readonly around: readonly CompositeTrigger[]
}

/**
 * Finds the triggers that an event concerns without looking at the others: by whole names, by beginnings (`prefect.flow-run.*`), and only
 * for patterns with a `*` elsewhere one by one. An event that concerns nobody costs a look-up for each length of beginning there is.
 */
export class TriggerIndex {
  readonly #names = new Map<string, PlacedTrigger[]>()
  readonly #beginnings = new Map<string, PlacedTrigger[]>()
  readonly #others: PlacedTrigger[] = []
  readonly #lengths: readonly number[]

  constructor(triggers: readonly PlacedTrigger[]) {
    for (const placed of triggers) for (const pattern of patternsOf(placed.trigger)) this.#place(pattern, placed)
    this.#lengths = [...new Set([...this.#beginnings.keys()].map((beginning) => beginning.length))]
  }

  /** Whether there is no trigger at all. */
  get isEmpty(): boolean {
    return this.#names.size === 0 && this.#beginnings.size === 0 && this.#others.length === 0
  }

  /** The triggers that an event concerns. */
  interested(event: ReceivedEvent): PlacedTrigger[] {
    return [...this.#candidates(event.event)].filter((placed) => coversEvent(placed.trigger, event) && mayConcern(event, placed))
  }

  /** Whether an event concerns any trigger. */
  concerns(event: ReceivedEvent): boolean {
    for (const placed of this.#candidates(event.event)) if (coversEvent(placed.trigger, event) && mayConcern(event, placed)) return true
    return false
  }

  #candidates(name: string): ReadonlySet<PlacedTrigger> {
    const found = [...(this.#names.get(name) ?? []), ...this.#others]
    for (const length of this.#lengths) found.push(...(this.#beginnings.get(name.slice(0, length)) ?? []))
    return new Set(found)
  }

  #place(pattern: string, placed: PlacedTrigger): void {
    const star = pattern.indexOf('*')
    if (star === -1) add(this.#names, pattern, placed)
    else if (star === pattern.length - 1) add(this.#beginnings, pattern.slice(0, -1), placed)
    else this.#others.push(placed)
  }
}

/** Without `expect`, every event counts. */
const patternsOf = ({ expect, after }: EventTrigger): readonly string[] => (expect.length === 0 ? ['*'] : [...expect, ...after])

function add(index: Map<string, PlacedTrigger[]>, key: string, placed: PlacedTrigger): void {
  const known = index.get(key)
  if (known === undefined) index.set(key, [placed])
  else known.push(placed)
}

/** The event triggers of an automation, wherever they stand in it. */
export function placedTriggers(automation: Automation): PlacedTrigger[] {
  const composites = allTriggers(automation.trigger).filter((one) => one.type !== 'event')
  const parentOf = new Map(composites.flatMap((parent) => parent.triggers.map((child) => [child.id, parent] as const)))
  return allTriggers(automation.trigger)
    .filter((one) => one.type === 'event')
    .map((trigger) => ({ automation, trigger, around: [...parents(parentOf, trigger.id)] }))
}

function* parents(parentOf: ReadonlyMap<string, CompositeTrigger>, id: string): Generator<CompositeTrigger> {
  for (let parent = parentOf.get(id); parent !== undefined; parent = parentOf.get(parent.id)) yield parent
}

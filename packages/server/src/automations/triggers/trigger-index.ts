import {
  allTriggers,
  type Automation,
  type EventTrigger,
  isComposite,
  type MetricTrigger,
  type ReceivedEvent,
  type Trigger,
} from '@millrace/protocol'
import { mayConcern } from '../echoes.ts'
import type { CompositeTrigger } from './composite.ts'
import { coversEvent } from './match-event.ts'

/** A trigger that is not made of others, where it stands. */
export interface Placed<One extends EventTrigger | MetricTrigger> {
  readonly automation: Automation
  readonly trigger: One
  /** The compounds and sequences around it, the innermost first. */
  readonly around: readonly CompositeTrigger[]
}

export type PlacedTrigger = Placed<EventTrigger>
export type PlacedMetric = Placed<MetricTrigger>

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
export const placedTriggers = (automation: Automation): PlacedTrigger[] =>
  placedAmong(automation, (one): one is EventTrigger => one.type === 'event')

/** The metric triggers of an automation, wherever they stand in it. */
export const placedMetrics = (automation: Automation): PlacedMetric[] =>
  placedAmong(automation, (one): one is MetricTrigger => one.type === 'metric')

function placedAmong<One extends EventTrigger | MetricTrigger>(automation: Automation, isOne: (one: Trigger) => one is One): Placed<One>[] {
  const all = allTriggers(automation.trigger)
  const parentOf = new Map(all.filter(isComposite).flatMap((parent) => parent.triggers.map((child) => [child.id, parent] as const)))
  return all.filter(isOne).map((trigger) => ({ automation, trigger, around: [...parents(parentOf, trigger.id)] }))
}

function* parents(parentOf: ReadonlyMap<string, CompositeTrigger>, id: string): Generator<CompositeTrigger> {
  for (let parent = parentOf.get(id); parent !== undefined; parent = parentOf.get(parent.id)) yield parent
}

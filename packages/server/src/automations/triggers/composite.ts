import { addSeconds, type CompoundTrigger, type SequenceTrigger } from '@millrace/protocol'
import type { Firing } from '../firing.ts'

export type CompositeTrigger = CompoundTrigger | SequenceTrigger

/** What a compound or a sequence remembers of the triggers inside it: the last firing of each. */
export type ChildFirings = ReadonlyMap<string, Firing>

/** How many of its triggers must have fired. */
const wanted = (trigger: CompositeTrigger): number => {
  if (trigger.type === 'sequence' || trigger.require === 'all') return trigger.triggers.length
  return trigger.require === 'any' ? 1 : trigger.require
}

/**
 * Adds the firing of a trigger inside. Firings older than `within` are forgotten first; when the whole one fires, by the firings that are
 * answered, nothing is kept (Prefect 2.20 and 3.8).
 */
export function addFiring(
  trigger: CompositeTrigger,
  known: ChildFirings,
  firing: Firing,
): { kept: ChildFirings; fired?: readonly Firing[] } {
  if (wanted(trigger) === 1) return { kept: known, fired: [firing] }
  const oldest = trigger.within === null ? '' : addSeconds(firing.triggered, -trigger.within)
  const kept = new Map([...known].filter(([, { triggered }]) => triggered >= oldest))
  kept.delete(firing.trigger.id)
  kept.set(firing.trigger.id, firing)
  const firings = [...kept.values()].toSorted(byTime)
  return isReady(trigger, firings) ? { kept: new Map(), fired: firings } : { kept }
}

const byTime = (a: Firing, b: Firing): number => (a.triggered < b.triggered ? -1 : 1)

function isReady(trigger: CompositeTrigger, firings: readonly Firing[]): boolean {
  if (trigger.type === 'compound') return firings.length >= wanted(trigger)
  const order = trigger.triggers.map(({ id }) => id)
  return firings.length === order.length && firings.every(({ trigger: child }, index) => child.id === order[index])
}

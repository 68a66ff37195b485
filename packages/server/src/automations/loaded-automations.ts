import type { Automation, ReceivedEvent } from '@millrace/protocol'
import { listEnabledAutomations } from '../store/queries/automations.ts'
import type { Queries, Store } from '../store/store.ts'
import { type PlacedMetric, placedMetrics, type PlacedTrigger, placedTriggers, TriggerIndex } from './triggers/trigger-index.ts'

/** The enabled automations as of one version, prepared for events. */
export interface LoadedAutomations {
  readonly version: string | null
  readonly byId: ReadonlyMap<string, Automation>
  readonly triggers: ReadonlyMap<string, PlacedTrigger>
  readonly index: TriggerIndex
  /** The triggers that fire by themselves when time passes. */
  readonly proactive: readonly PlacedTrigger[]
  readonly metrics: readonly PlacedMetric[]
}

const NONE = load(null, [])
const LOADED = new WeakMap<Store, LoadedAutomations>()

/**
 * The automations as of `version`, from memory where they are known. They are read again, in the transaction that saw it, only when the
 * version is another: so a process never goes by automations that another one has changed.
 */
export async function loadedAutomations(store: Store, queries: Queries, version: string | null): Promise<LoadedAutomations> {
  const known = LOADED.get(store) ?? NONE
  if (known.version === version) return known
  const loaded = load(version, await listEnabledAutomations(queries))
  LOADED.set(store, loaded)
  return loaded
}

/** Whether an event concerns a trigger, as far as this process knows; nothing is read. */
export const concernsTriggers = (store: Store, event: ReceivedEvent): boolean => LOADED.get(store)?.index.concerns(event) ?? false

function load(version: string | null, automations: readonly Automation[]): LoadedAutomations {
  const placed = automations.flatMap(placedTriggers)
  return {
    version,
    byId: new Map(automations.map((one) => [one.id, one])),
    triggers: new Map(placed.map((one) => [one.trigger.id, one])),
    index: new TriggerIndex(placed),
    proactive: placed.filter(({ trigger }) => trigger.posture === 'Proactive'),
    metrics: automations.flatMap(placedMetrics),
  }
}

import { evaluateEvents } from '../automations/evaluate-events.ts'
import { concernsTriggers } from '../automations/loaded-automations.ts'
import { hasAutomationEvents } from '../store/queries/automation-events.ts'
import type { Service } from './service.ts'

/** Looks at events that concern triggers as soon as they are committed; every second at those of other servers. */
export const eventTriggers: Service = {
  name: 'event-triggers',
  everySeconds: 1,
  listen: ({ bus, store }, wake) =>
    bus.subscribe((events) => {
      if (events.some((event) => concernsTriggers(store, event))) wake()
    }),
  async runOnce(turn) {
    // Most turns find nothing, and a read holds up nobody.
    if (!(await turn.store.read(hasAutomationEvents))) return
    for (let more = true; more && !turn.signal.aborted;) ({ more } = await evaluateEvents(turn))
  },
}

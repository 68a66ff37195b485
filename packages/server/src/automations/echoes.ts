import type { Automation, EventTrigger, ReceivedEvent } from '@millrace/protocol'

const OWN = 'prefect.automation.'
const ECHO = /^prefect\.automation\.(?:triggered|resolved|action\..*)$/

/** Whether an event is one by which an automation tells that it has fired, or what came of its actions. */
const isEcho = ({ event }: Pick<ReceivedEvent, 'event'>): boolean => ECHO.test(event)

/**
 * Whether a trigger may see an event. Those that tell of firings are seen only by triggers of other automations that name them: one that
 * waits for any event would otherwise set itself off again with every firing, until the disk is full.
 */
export function mayConcern(
  event: ReceivedEvent,
  { automation, trigger }: { readonly automation: Automation; readonly trigger: EventTrigger },
): boolean {
  if (!isEcho(event)) return true
  if (event.resource['prefect.resource.id'] === `${OWN}${automation.id}`) return false
  return [...trigger.expect, ...trigger.after].some((pattern) => pattern.startsWith(OWN))
}

/** Whether what an automation tells of itself is offered to others: not if it was set off by such an event, or two would go on for ever. */
export const mayEcho = (cause: ReceivedEvent | null): boolean => cause === null || !isEcho(cause)

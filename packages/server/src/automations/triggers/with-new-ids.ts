import { isComposite, type Trigger } from '@millrace/protocol'
import { newId } from '../../orchestration/chance.ts'

/** Ids of triggers are the server's: their state hangs on them, and must not be another automation's. */
export const withNewIds = (trigger: Trigger): Trigger =>
  isComposite(trigger)
    ? { ...trigger, id: newId(), triggers: trigger.triggers.map((child) => withNewIds(child)) }
    : { ...trigger, id: newId() }

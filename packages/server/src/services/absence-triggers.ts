import type { Settings } from '@millrace/settings'
import { evaluateAbsences, sweepOldBuckets } from '../automations/evaluate-absences.ts'
import { requeueFollowers } from '../automations/evaluate-events.ts'
import { hasTriggerState } from '../store/queries/automation-version.ts'
import type { Service } from './service.ts'

/** Fires the triggers for which something expected did not happen, and forgets counts and waits that are over. */
export const createAbsenceTriggers = ({ server: { events } }: Settings): Service => ({
  name: 'absence-triggers',
  everySeconds: events.proactiveGranularity,
  async runOnce(turn) {
    if (!(await turn.store.read(hasTriggerState))) return
    await requeueFollowers(turn)
    for (let more = true; more && !turn.signal.aborted;) ({ more } = await evaluateAbsences(turn))
    for (let more = true; more && !turn.signal.aborted;) ({ more } = await sweepOldBuckets(turn, events.expiredBucketBuffer))
  },
})

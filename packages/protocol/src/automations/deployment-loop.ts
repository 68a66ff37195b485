import type { Action } from './action.ts'
import type { EventTrigger, Trigger } from './trigger.ts'

interface Rule {
  readonly enabled: boolean
  readonly trigger: Trigger
  readonly actions: readonly Action[]
}

/** Every run of a deployment goes through these, the one that the automation starts too. */
const ALWAYS = new Set(['prefect.flow-run.Scheduled', 'prefect.flow-run.Pending', 'prefect.flow-run.Running', 'prefect.flow-run.*'])
const EVERY_RUN = 'prefect.flow-run.*'

/**
 * What keeps an automation from being taken because each run that it starts would make it start another, or undefined. Only enabled
 * ones that react to the states every run goes through are looked at (Prefect 2.20 and 3.8).
 */
export function deploymentLoop({ enabled, trigger, actions }: Rule): string | undefined {
  if (!enabled || trigger.type !== 'event' || trigger.posture !== 'Reactive') return undefined
  if (!trigger.expect.some((name) => ALWAYS.has(name))) return undefined
  for (const action of actions) {
    if (action.type !== 'run-deployment') continue
    if (action.source === 'inferred') {
      return 'each run of a deployment that is inferred from the states of its runs would start another; select a deployment, and narrow match or match_related so that its own runs do not fit'
    }
    if (fitsEveryRun(trigger.match) && [trigger.match_related].flat().some(fitsEveryRun)) {
      return 'each run of the selected deployment may start another; narrow match or match_related so that its own runs do not fit'
    }
  }
  return undefined
}

function fitsEveryRun(match: EventTrigger['match']): boolean {
  const labels = Object.keys(match)
  return labels.length === 0 || (labels.length === 1 && [match['prefect.resource.id'] ?? []].flat().includes(EVERY_RUN))
}

import type { Action } from './action.ts'

/** Names of deployments, pools, queues and automations by their ids. */
export type TargetNames = ReadonlyMap<string, string>

/** What each kind of action does, whatever it does it to. */
export const ACTION_WORDS: Readonly<Record<Action['type'], string>> = {
  'do-nothing': 'do nothing',
  'run-deployment': 'run a deployment',
  'pause-deployment': 'pause a deployment',
  'resume-deployment': 'resume a deployment',
  'cancel-flow-run': 'cancel the flow run',
  'delete-flow-run': 'delete the flow run',
  'suspend-flow-run': 'suspend the flow run',
  'resume-flow-run': 'resume the flow run',
  'change-flow-run-state': 'change the state of the flow run',
  'pause-work-queue': 'pause a work queue',
  'resume-work-queue': 'resume a work queue',
  'pause-work-pool': 'pause a work pool',
  'resume-work-pool': 'resume a work pool',
  'pause-automation': 'switch an automation off',
  'resume-automation': 'switch an automation on',
  'send-notification': 'send a notification',
  'call-webhook': 'call a webhook',
}

const ON_TARGET: Partial<Record<Action['type'], (what: string) => string>> = {
  'run-deployment': (what) => `run ${what}`,
  'pause-deployment': (what) => `pause ${what}`,
  'resume-deployment': (what) => `resume ${what}`,
  'pause-work-queue': (what) => `pause ${what}`,
  'resume-work-queue': (what) => `resume ${what}`,
  'pause-work-pool': (what) => `pause ${what}`,
  'resume-work-pool': (what) => `resume ${what}`,
  'pause-automation': (what) => `switch ${what} off`,
  'resume-automation': (what) => `switch ${what} on`,
}

const INFERRED = {
  deployment: 'its deployment',
  'work-queue': 'its work queue',
  'work-pool': 'its work pool',
  automation: 'itself',
} as const

/** What an action concerns, where that is a choice: its id, or null for the one that the event is about. */
export interface ActionTarget {
  readonly kind: keyof typeof INFERRED
  readonly id: string | null
}

/** What an action concerns; undefined for those that concern what the event is about in any case. */
export function targetOf(action: Action): ActionTarget | undefined {
  if ('deployment_id' in action) return { kind: 'deployment', id: action.deployment_id }
  if ('work_pool_id' in action) return { kind: 'work-pool', id: action.work_pool_id }
  if ('work_queue_id' in action) return { kind: 'work-queue', id: action.work_queue_id }
  if ('automation_id' in action) return { kind: 'automation', id: action.automation_id }
  return undefined
}

/** What an action does: `run nightly`, `pause its work pool`, `set the flow run to Cancelled`. */
export function actionWords(action: Action, names: TargetNames): string {
  if (action.type === 'change-flow-run-state') return `set the flow run to ${action.name ?? stateTypeWords(action.state)}`
  const on = ON_TARGET[action.type]
  const target = targetOf(action)
  if (on === undefined || target === undefined) return ACTION_WORDS[action.type]
  return on(target.id === null ? INFERRED[target.kind] : (names.get(target.id) ?? target.id.slice(0, 8)))
}

/** `CANCELLED` is `Cancelled`. */
export const stateTypeWords = (type: string): string => type.charAt(0) + type.slice(1).toLowerCase()

import type { Action, EventTrigger, MetricTrigger, Trigger } from '@millrace/protocol'

/** Stands where a trigger has no id yet; the server gives it one. */
const NO_ID = '00000000-0000-0000-0000-000000000000'

/** The kinds of things that a trigger can wait for, each with the states that its events are named after. */
export const TEMPLATES = {
  'flow-run': ['Scheduled', 'Late', 'Pending', 'Running', 'Paused', 'Completed', 'Failed', 'Crashed', 'Cancelled', 'TimedOut'],
  deployment: ['ready', 'not-ready', 'disabled'],
  'work-pool': ['ready', 'not-ready', 'paused'],
  'work-queue': ['ready', 'not-ready', 'paused'],
  event: [],
} as const satisfies Record<string, readonly string[]>

export type Template = keyof typeof TEMPLATES

/** An event trigger that waits for the first state of its kind. */
export const blankTrigger = (template: Template): EventTrigger => ({
  type: 'event',
  id: NO_ID,
  match: template === 'event' ? {} : { 'prefect.resource.id': `prefect.${template}.*` },
  match_related: {},
  after: [],
  expect: template === 'event' ? [] : [`prefect.${template}.${template === 'flow-run' ? 'Failed' : 'not-ready'}`],
  for_each: template === 'event' ? [] : ['prefect.resource.id'],
  posture: 'Reactive',
  threshold: 1,
  within: 0,
})

/** A metric trigger that waits for one flow run in ten to fail. */
export const blankMetric = (): MetricTrigger => ({
  type: 'metric',
  id: NO_ID,
  match: { 'prefect.resource.id': 'prefect.flow-run.*' },
  match_related: {},
  posture: 'Metric',
  metric: { name: 'successes', operator: '<', threshold: 0.9, range: 3600, firing_for: 300 },
})

/** A trigger that waits for several things. */
export type CompositeTrigger = Extract<Trigger, { readonly type: 'compound' | 'sequence' }>

/** A trigger that waits for two things, of which what was chosen before is the first. */
export function blankComposite(type: CompositeTrigger['type'], before: Trigger): CompositeTrigger {
  const triggers =
    before.type === 'event' ? [before, blankTrigger('flow-run')] : before.type === 'metric' ? [blankTrigger('flow-run')] : before.triggers
  const parts = { id: NO_ID, triggers, within: 600 }
  return type === 'compound' ? { type, ...parts, require: 'all' } : { type, ...parts }
}

/** The template that a trigger can be shown by. */
export function templateOf(trigger: Trigger): Template | 'json' {
  if (trigger.type !== 'event') return 'json'
  const kinds = (Object.keys(TEMPLATES) as Template[]).filter((kind) => kind !== 'event')
  const kind = kinds.find(
    (each) =>
      trigger.expect.length > 0 && trigger.expect.every((name) => TEMPLATES[each].some((state) => name === `prefect.${each}.${state}`)),
  )
  return kind !== undefined && hasSimpleMatch(trigger, kind) ? kind : 'event'
}

function hasSimpleMatch({ match }: EventTrigger, kind: Template): boolean {
  const [first, ...others] = Object.entries(match)
  if (first === undefined) return true
  const [label, values] = first
  return others.length === 0 && label === 'prefect.resource.id' && [values].flat().every((id) => id.startsWith(`prefect.${kind}.`))
}

/** The states that a trigger of a template waits for. */
export const statesOf = ({ expect }: EventTrigger, template: Template): string[] =>
  expect.map((name) => name.slice(`prefect.${template}.`.length))

/** The trigger with a state more, or less. */
export function withState(trigger: EventTrigger, template: Template, state: string, on: boolean): EventTrigger {
  const name = `prefect.${template}.${state}`
  const others = trigger.expect.filter((each) => each !== name)
  return { ...trigger, expect: on ? [...others, name] : others }
}

/** The id of the one thing that a trigger is about; undefined for all of its kind. */
export function subjectOf({ match }: EventTrigger): string | undefined {
  const [id] = [match['prefect.resource.id'] ?? []].flat()
  return id === undefined || id.endsWith('*') ? undefined : id.split('.').at(-1)
}

/** The trigger about one thing, or with undefined about all of its kind. */
export const withSubject = (trigger: EventTrigger, template: Template, id: string | undefined): EventTrigger => ({
  ...trigger,
  match: { 'prefect.resource.id': `prefect.${template}.${id ?? '*'}` },
})

const ROLE = 'prefect.resource.role'
const ID = 'prefect.resource.id'

/** What runs are related to, in the roles in which a form can choose it: `flow`, `deployment`, `tag`. */
export const relatedOf = ({ match_related: related }: EventTrigger | MetricTrigger, role: string): string[] =>
  [related]
    .flat()
    .filter((match) => match[ROLE] === role)
    .flatMap((match) => [match[ID] ?? []].flat())
    .map((id) => id.replace(/^prefect\.[a-z]+\./, ''))

/** The trigger with other things in a role. */
export function withRelated<Kind extends EventTrigger | MetricTrigger>(trigger: Kind, role: string, ids: readonly string[]): Kind {
  const others = [trigger.match_related].flat().filter((match) => Object.keys(match).length > 0 && match[ROLE] !== role)
  const all = ids.length === 0 ? others : [...others, { [ROLE]: role, [ID]: ids.map((id) => `prefect.${role}.${id}`) }]
  const [only] = all
  return { ...trigger, match_related: all.length > 1 ? all : (only ?? {}) }
}

/** A Proactive trigger must wait; a Reactive one need not. */
export const withPosture = (trigger: EventTrigger, posture: EventTrigger['posture']): EventTrigger => ({
  ...trigger,
  posture,
  within: posture === 'Proactive' ? Math.max(10, trigger.within) : trigger.within,
})

/** An action of a type, before anything is chosen. */
export function blankAction(type: Action['type']): Action {
  const inferred = { source: 'inferred' } as const
  switch (type) {
    case 'run-deployment':
      return { type, source: 'selected', deployment_id: null, parameters: null, job_variables: null, schedule_after: 0 }
    case 'pause-deployment':
    case 'resume-deployment':
      return { type, ...inferred, deployment_id: null }
    case 'pause-work-pool':
    case 'resume-work-pool':
      return { type, ...inferred, work_pool_id: null }
    case 'pause-work-queue':
    case 'resume-work-queue':
      return { type, ...inferred, work_queue_id: null }
    case 'pause-automation':
    case 'resume-automation':
      return { type, ...inferred, automation_id: null }
    case 'change-flow-run-state':
      return { type, name: null, state: 'FAILED', message: null, force: false }
    case 'send-notification':
      return { type, block_document_id: '', subject: '{{ automation.name }}', body: '{{ event.event }}: {{ event.resource.id }}' }
    case 'call-webhook':
      return { type, block_document_id: '', payload: '' }
    case 'do-nothing':
    case 'cancel-flow-run':
    case 'delete-flow-run':
    case 'suspend-flow-run':
    case 'resume-flow-run':
      break
  }
  return { type }
}

/** The action on another thing; with undefined on the one that the event is about. */
export function withTarget(action: Action, id: string | undefined): Action {
  const chosen = { source: id === undefined ? 'inferred' : 'selected' } as const
  if ('deployment_id' in action) return { ...action, ...chosen, deployment_id: id ?? null }
  if ('work_pool_id' in action) return { ...action, ...chosen, work_pool_id: id ?? null }
  if ('work_queue_id' in action) return { ...action, ...chosen, work_queue_id: id ?? null }
  if ('automation_id' in action) return { ...action, ...chosen, automation_id: id ?? null }
  return action
}

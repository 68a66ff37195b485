import type { Action, Automation, EventTrigger, MetricTrigger, Trigger } from '@millrace/protocol'
import { automationText as text } from '../../messages/automations.ts'
import { durationInWords } from '../../time/duration.ts'

/** Names of deployments, pools, queues and automations by their ids. */
export type Names = ReadonlyMap<string, string>

/** An automation as one sentence: when what, then what. */
export const sentenceOf = ({ trigger, actions }: Pick<Automation, 'trigger' | 'actions'>, names: Names): string =>
  text.whenThen(
    triggerInWords(trigger),
    actions.length === 0 ? text.nothing : text.andThen(actions.map((each) => actionInWords(each, names))),
  )

/** What a trigger waits for. */
export function triggerInWords(trigger: Trigger): string {
  if (trigger.type === 'event') return eventTriggerInWords(trigger)
  if (trigger.type === 'metric') return metricTriggerInWords(trigger)
  const parts = trigger.triggers.map(triggerInWords)
  const within = trigger.within === null ? '' : text.event.within(durationInWords(trigger.within))
  if (trigger.type === 'sequence') return text.event.inOrder(parts) + within
  const { require } = trigger
  if (require === 'all') return text.event.allOf(parts) + within
  return (require === 'any' ? text.event.anyOf(parts) : text.event.someOf(require, parts)) + within
}

function eventTriggerInWords(trigger: EventTrigger): string {
  const { posture, expect, after, threshold, within, for_each: each } = trigger
  const whose = [
    namesInWords(expect, posture === 'Proactive'),
    labelsInWords(trigger.match),
    ...[trigger.match_related].flat().map(labelsInWords),
    threshold > 1 ? text.event.times(threshold) : '',
    within > 0 ? text.event.within(durationInWords(within)) : '',
    after.length > 0 ? text.event.after(text.either(after.map(eventName))) : '',
    each.length > 0 && !isOfEachResource(each) ? text.event.each(text.andThen(each.map(labelName))) : '',
  ]
  return whose.join('')
}

function metricTriggerInWords({ metric, match, match_related: related }: MetricTrigger): string {
  const { name, operator, threshold, range, firing_for: wait } = metric
  const value = name === 'successes' ? text.metric.percent(threshold) : durationInWords(threshold)
  const whose = [labelsInWords(match), ...[related].flat().map(labelsInWords)].join('')
  return text.metric.sentence(
    text.metric.names[name] + whose,
    text.metric.operators[operator],
    value,
    durationInWords(range),
    durationInWords(wait),
  )
}

/** Counting apart for each resource is what everybody expects. */
const isOfEachResource = (each: readonly string[]): boolean => each.length === 1 && each[0] === 'prefect.resource.id'

const THING = /^prefect\.([a-z-]+)\.(.+)$/

function namesInWords(names: readonly string[], absent: boolean): string {
  const { becomes, notBecomes, changes, notChanges, happens, notHappens, any } = text.event
  const parts = names.map((name) => THING.exec(name))
  const kinds = new Set(parts.map((part) => part?.[1]))
  const [kind] = kinds
  const thing = kinds.size === 1 && kind !== undefined ? text.things[kind] : undefined
  if (names.length === 0) return absent ? notHappens(any) : happens(any)
  if (thing === undefined) return (absent ? notHappens : happens)(text.either(names))
  const states = parts.map((part) => part?.[2] ?? '')
  if (states.includes('*')) return (absent ? notChanges : changes)(thing)
  return (absent ? notBecomes : becomes)(thing, text.either(states.map((state) => state.replaceAll('-', ' '))))
}

/** `prefect.flow-run.Failed` is `Failed`; other names stay whole. */
const eventName = (name: string): string => THING.exec(name)?.[2] ?? name

const labelName = (label: string): string =>
  label.replace(/^prefect\.resource\./, '').replace(/^related:([^:]*):prefect\.resource\./, '$1 ')

function labelsInWords(match: EventTrigger['match']): string {
  const telling = Object.entries(match).filter(
    ([label, values]) => !(label === 'prefect.resource.role' || [values].flat().every((value) => /^prefect\.[a-z-]+\.\*$/.test(value))),
  )
  if (telling.length === 0) return ''
  return text.event.of(
    text.andThen(telling.map(([label, values]) => text.event.label(labelName(label), text.either([values].flat().map(shortened))))),
  )
}

/** Ids are told by their first digits. */
const shortened = (value: string): string =>
  value.replace(/^prefect\.[a-z-]+\.([0-9a-f]{8})-[0-9a-f-]{27}$/, '$1…').replace(/^prefect\.tag\./, '')

/** What an action does. */
function actionInWords(action: Action, names: Names): string {
  if (action.type === 'change-flow-run-state') return text.setState(action.name ?? titled(action.state))
  const on = text.actionOn[action.type]
  const target = targetOf(action)
  if (on === undefined || target === undefined) return text.actions[action.type]
  return on(target.id === null ? text.inferred[target.kind] : (names.get(target.id) ?? target.id.slice(0, 8)))
}

/** `CANCELLED` is `Cancelled`. */
export const titled = (type: string): string => type.charAt(0) + type.slice(1).toLowerCase()

/** What an action concerns, where it is a choice: its id, or null for the one that the event is about. */
export function targetOf(action: Action): { readonly kind: keyof typeof text.inferred; readonly id: string | null } | undefined {
  if ('deployment_id' in action) return { kind: 'deployment', id: action.deployment_id }
  if ('work_pool_id' in action) return { kind: 'work-pool', id: action.work_pool_id }
  if ('work_queue_id' in action) return { kind: 'work-queue', id: action.work_queue_id }
  if ('automation_id' in action) return { kind: 'automation', id: action.automation_id }
  return undefined
}

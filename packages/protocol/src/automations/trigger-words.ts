import type { TargetNames } from './action-words.ts'
import { durationWords } from './duration-words.ts'
import type { EventTrigger, MetricTrigger, Trigger } from './trigger.ts'

const either = new Intl.ListFormat('en', { type: 'disjunction' })
const all = new Intl.ListFormat('en', { type: 'conjunction' })
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 })

const THINGS: Readonly<Record<string, string>> = {
  'flow-run': 'a flow run',
  'task-run': 'a task run',
  deployment: 'a deployment',
  'work-pool': 'a work pool',
  'work-queue': 'a work queue',
  automation: 'an automation',
}
const FIGURES = {
  successes: 'the share of flow runs that succeed',
  duration: 'the mean duration of flow runs',
  lateness: 'the mean lateness of flow runs',
} as const
const RELATIONS = { '<': 'below', '<=': 'at most', '>': 'above', '>=': 'at least' } as const

/** What a trigger waits for, as what follows "When": `a flow run of deployment nightly becomes Failed 3 times within 10 minutes`. */
export function triggerWords(trigger: Trigger, names: TargetNames): string {
  if (trigger.type === 'event') return eventWords(trigger, names)
  if (trigger.type === 'metric') return metricWords(trigger, names)
  const parts = trigger.triggers.map((each) => triggerWords(each, names))
  const within = trigger.within === null ? '' : ` within ${durationWords(trigger.within)}`
  if (trigger.type === 'sequence') return parts.join(', then ') + within
  const { require } = trigger
  if (typeof require === 'number') return `${require} of these happen: ${parts.join('; ')}${within}`
  return (require === 'all' ? all : either).format(parts) + within
}

function eventWords(trigger: EventTrigger, names: TargetNames): string {
  const { posture, expect, threshold, within, after, for_each: each } = trigger
  return [
    happeningWords(expect, posture === 'Proactive', resourceWords(trigger, names)),
    threshold > 1 ? ` ${threshold === 2 ? 'twice' : `${threshold} times`}` : '',
    within > 0 ? ` within ${durationWords(within)}` : '',
    after.length > 0 ? ` after ${either.format(after.map(eventName))}` : '',
    // Counting apart for each resource is what everybody expects.
    each.length > 0 && each.join() !== 'prefect.resource.id' ? `, counted for each ${all.format(each.map(labelName))}` : '',
  ].join('')
}

function metricWords(trigger: MetricTrigger, names: TargetNames): string {
  const { name, operator, threshold, range, firing_for: wait } = trigger.metric
  const value = name === 'successes' ? percent.format(threshold) : durationWords(threshold)
  return `${FIGURES[name]}${resourceWords(trigger, names)}, over ${durationWords(range)}, is ${RELATIONS[operator]} ${value} for ${durationWords(wait)}`
}

const OF_PREFECT = /^prefect\.([a-z-]+)\.(.+)$/

/** `prefect.flow-run.Failed` is `Failed`; other names stay whole. */
const eventName = (name: string): string => OF_PREFECT.exec(name)?.[2] ?? name

function happeningWords(names: readonly string[], isAbsent: boolean, whose: string): string {
  const parts = names.map((name) => OF_PREFECT.exec(name))
  const [kind, ...others] = new Set(parts.map((part) => part?.[1]))
  const thing = kind === undefined || others.length > 0 ? undefined : THINGS[kind]
  if (thing === undefined) {
    return `${names.length === 0 ? 'any event' : either.format(names)} ${isAbsent ? 'does not happen' : 'happens'}${whose}`
  }
  const states = parts.map((part) => part?.[2] ?? '')
  if (states.includes('*')) return `${isAbsent ? 'nothing' : 'anything'} happens to ${thing}${whose}`
  return `${thing}${whose} ${isAbsent ? 'does not become' : 'becomes'} ${either.format(states.map((state) => state.replaceAll('-', ' ')))}`
}

const ID = 'prefect.resource.id'
const ROLE = 'prefect.resource.role'

/** Which resources it is about: ` of flow etl with tag prod`; nothing where it is about all of a kind. */
const resourceWords = ({ match, match_related: related }: Pick<EventTrigger, 'match' | 'match_related'>, names: TargetNames): string =>
  [labelWords(match, names), ...[related].flat().map((each) => relatedWords(each, names))].join('')

/** A related resource that its role and its id name is said by them. */
function relatedWords(match: EventTrigger['match'], names: TargetNames): string {
  const { [ROLE]: role, [ID]: ids, ...others } = match
  if (typeof role !== 'string' || ids === undefined || Object.keys(others).length > 0) return labelWords(match, names)
  const which = either.format([ids].flat().map((id) => named(id, names)))
  return role === 'tag' ? ` tagged ${which}` : ` of ${role.replaceAll('-', ' ')} ${which}`
}

const labelName = (label: string): string =>
  label.replace(/^prefect\.resource\./, '').replace(/^related:([^:]*):prefect\.resource\./, '$1 ')

/** Labels that say more than of which kind something is. */
function labelWords(match: EventTrigger['match'], names: TargetNames): string {
  const telling = Object.entries(match)
    .filter(([label]) => label !== ROLE)
    .map(([label, values]) => [label, [values].flat()] as const)
    .filter(([, values]) => !values.every((value) => /^prefect\.[a-z-]+\.\*$/.test(value)))
  const [first, ...more] = telling
  if (first === undefined) return ''
  // What one id tells is told by its name alone, where that is known.
  if (more.length === 0 && first[0] === ID && first[1].every((value) => names.has(idOf(value)))) {
    return ` ${either.format(first[1].map((value) => named(value, names)))}`
  }
  return ` with ${all.format(telling.map(([label, values]) => `${labelName(label)} ${either.format(values.map((value) => named(value, names)))}`))}`
}

/** `prefect.deployment.<id>` is its id. */
const idOf = (resource: string): string => resource.replace(/^prefect\.[a-z-]+\./, '')

/** The name of a resource; ids without one are told by their first digits. */
function named(resource: string, names: TargetNames): string {
  const id = idOf(resource)
  return names.get(id) ?? id.replace(/^([0-9a-f]{8})-[0-9a-f-]{27}$/, '$1…')
}

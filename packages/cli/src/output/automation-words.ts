import type { Action, Automation, EventTrigger, MetricTrigger, Trigger } from '@millrace/protocol'
import { durationWords } from './times.ts'

const either = new Intl.ListFormat('en', { type: 'disjunction' })
const all = new Intl.ListFormat('en', { type: 'conjunction' })

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

/** An automation as one sentence: when what, then what. `names` are those of what it acts on, by their ids. */
export function automationSentence(automation: Automation, names: ReadonlyMap<string, string>): string {
  const { trigger, actions, actions_on_trigger: onTrigger, actions_on_resolve: onResolve } = automation
  const always = [...actions, ...onTrigger].map((each) => actionWords(each, names))
  // What is done each time is done when it is over, too, where anything is told apart.
  const isToldApart = onTrigger.length + onResolve.length > 0
  const over = isToldApart ? [...actions, ...onResolve].map((each) => actionWords(each, names)) : []
  const then = always.length === 0 ? 'do nothing' : all.format(always)
  return `When ${triggerWords(trigger)}, ${then}${over.length === 0 ? '' : `; when it is over, ${all.format(over)}`}.`
}

/** What a trigger waits for. */
function triggerWords(trigger: Trigger): string {
  if (trigger.type === 'event') return eventWords(trigger)
  if (trigger.type === 'metric') return metricWords(trigger)
  const parts = trigger.triggers.map(triggerWords)
  const within = trigger.within === null ? '' : ` within ${durationWords(trigger.within)}`
  if (trigger.type === 'sequence') return parts.join(', then ') + within
  const { require } = trigger
  if (typeof require === 'number') return `${require} of these happen: ${parts.join('; ')}${within}`
  return (require === 'all' ? all : either).format(parts) + within
}

function eventWords({ posture, expect, match, match_related: related, threshold, within, after, for_each: each }: EventTrigger): string {
  return [
    happeningWords(expect, posture === 'Proactive'),
    labelWords(match),
    ...[related].flat().map(labelWords),
    threshold > 1 ? ` ${threshold} times` : '',
    within > 0 ? ` within ${durationWords(within)}` : '',
    after.length > 0 ? ` after ${either.format(after)}` : '',
    // Counting apart for each resource is what everybody expects.
    each.length > 0 && each.join() !== 'prefect.resource.id' ? `, counted for each ${all.format(each)}` : '',
  ].join('')
}

function metricWords({ metric, match, match_related: related }: MetricTrigger): string {
  const { name, operator, threshold, range, firing_for: wait } = metric
  const value = name === 'successes' ? `${Math.round(threshold * 1000) / 10} %` : durationWords(threshold)
  const whose = [labelWords(match), ...[related].flat().map(labelWords)].join('')
  return `${FIGURES[name]}${whose}, over ${durationWords(range)}, is ${RELATIONS[operator]} ${value} for ${durationWords(wait)}`
}

const OF_PREFECT = /^prefect\.([a-z-]+)\.(.+)$/

/** `prefect.flow-run.Failed` is said as `a flow run becomes Failed`; events of others by their names. */
function happeningWords(names: readonly string[], isAbsent: boolean): string {
  const parts = names.map((name) => OF_PREFECT.exec(name))
  const [kind, ...others] = new Set(parts.map((part) => part?.[1]))
  const thing = kind === undefined || others.length > 0 ? undefined : THINGS[kind]
  if (thing === undefined) return `${names.length === 0 ? 'any event' : either.format(names)} ${isAbsent ? 'does not happen' : 'happens'}`
  const states = parts.map((part) => part?.[2] ?? '')
  if (states.includes('*')) return `${isAbsent ? 'nothing' : 'anything'} happens to ${thing}`
  return `${thing} ${isAbsent ? 'does not become' : 'becomes'} ${either.format(states.map((state) => state.replaceAll('-', ' ')))}`
}

/** Labels that say more than of which kind something is. */
function labelWords(match: EventTrigger['match']): string {
  const telling = Object.entries(match)
    .filter(([label]) => label !== 'prefect.resource.role')
    .map(([label, values]) => [label.replace(/^prefect\.resource\./, ''), [values].flat()] as const)
    .filter(([, values]) => !values.every((value) => /^prefect\.[a-z-]+\.\*$/.test(value)))
  return telling.length === 0 ? '' : ` with ${all.format(telling.map(([label, values]) => `${label} ${either.format(values)}`))}`
}

/** What an action does: its kind in words, and what it does it to. */
function actionWords(action: Action, names: ReadonlyMap<string, string>): string {
  if (action.type === 'change-flow-run-state') return `set the flow run to ${action.name ?? action.state}`
  if (action.type === 'send-notification') return 'send a notification'
  if (action.type === 'call-webhook') return 'call a webhook'
  const [verb = '', ...noun] = action.type.split('-')
  const what = noun.join(' ')
  const id = Object.entries(action).find(([key]) => key.endsWith('_id'))?.[1]
  if (typeof id === 'string') return `${verb} ${what} '${names.get(id) ?? id}'`
  if (what === 'nothing') return 'do nothing'
  return what === 'flow run' ? `${verb} the flow run` : `${verb} the ${what} that it is about`
}

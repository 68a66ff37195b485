import { actionWords, type TargetNames, targetOf } from './action-words.ts'
import type { Automation } from './automation.ts'
import type { Trigger } from './trigger.ts'
import { triggerWords } from './trigger-words.ts'

export { durationWords } from './duration-words.ts'
export { ACTION_WORDS, stateTypeWords, type TargetNames, targetOf } from './action-words.ts'

const all = new Intl.ListFormat('en', { type: 'conjunction' })

/** What of an automation its sentence tells; drafts have no actions apart. */
type Told = Pick<Automation, 'trigger' | 'actions'> & Partial<Pick<Automation, 'actions_on_trigger' | 'actions_on_resolve'>>

/**
 * An automation as one sentence, the same in the UI and on the command line: when what, then what, and what when it is over. `names` are
 * those of what it acts on and waits for, by
 * their ids (`namedIds`); what is not among them is told by the first digits of its id.
 */
export function automationSentence(automation: Told, names: TargetNames): string {
  const { trigger, actions, actions_on_trigger: onTrigger = [], actions_on_resolve: onResolve = [] } = automation
  const always = [...actions, ...onTrigger].map((each) => actionWords(each, names))
  // What is done each time is done when it is over, too, where anything is told apart.
  const isToldApart = onTrigger.length + onResolve.length > 0
  const over = isToldApart ? [...actions, ...onResolve].map((each) => actionWords(each, names)) : []
  const then = always.length === 0 ? 'do nothing' : all.format(always)
  return `When ${triggerWords(trigger, names)}, ${then}${over.length === 0 ? '' : `; when it is over, ${all.format(over)}`}.`
}

/** The kinds of things whose names a sentence tells. */
const KINDS = ['deployment', 'flow', 'work-pool', 'work-queue', 'automation'] as const
export type NamedKind = (typeof KINDS)[number]

/** The ids of what an automation acts on and waits for, by kind, so that their names can be asked for. */
export function namedIds(automation: Told): Readonly<Record<NamedKind, readonly string[]>> {
  const { trigger, actions, actions_on_trigger: onTrigger = [], actions_on_resolve: onResolve = [] } = automation
  const found: Record<NamedKind, Set<string>> = {
    deployment: new Set(),
    flow: new Set(),
    'work-pool': new Set(),
    'work-queue': new Set(),
    automation: new Set(),
  }
  for (const action of [...actions, ...onTrigger, ...onResolve]) {
    const target = targetOf(action)
    if (target?.id) found[target.kind].add(target.id)
  }
  for (const [kind, id] of resourcesOf(trigger)) found[kind].add(id)
  const sorted = (kind: NamedKind): string[] => [...found[kind]].toSorted()
  return {
    deployment: sorted('deployment'),
    flow: sorted('flow'),
    'work-pool': sorted('work-pool'),
    'work-queue': sorted('work-queue'),
    automation: sorted('automation'),
  }
}

const RESOURCE = /^prefect\.([a-z-]+)\.([0-9a-f]{8}-[0-9a-f-]{27})$/

function resourcesOf(trigger: Trigger): (readonly [kind: NamedKind, id: string])[] {
  if (trigger.type === 'compound' || trigger.type === 'sequence') return trigger.triggers.flatMap(resourcesOf)
  return [trigger.match, trigger.match_related]
    .flat()
    .flatMap((match) => Object.values(match).flat())
    .flatMap((value) => {
      const [, name, id] = RESOURCE.exec(value) ?? []
      const kind = KINDS.find((each) => each === name)
      return kind === undefined || id === undefined ? [] : [[kind, id] as const]
    })
}

import { type AutomationCreate, automationCreate, type Json } from '@millrace/protocol'
import { InvalidTrigger } from './errors.ts'

/** A trigger as files have it: the automation's name and description, what its run is given, and what sets it off. */
export type TriggerEntry = Readonly<Record<string, Json>>

/** What a trigger of a deployment says of the automation and its action; everything else is the trigger. */
const OF_AUTOMATION: ReadonlySet<string> = new Set(['name', 'description', 'enabled', 'parameters', 'job_variables', 'schedule_after'])

/**
 * The automations that the triggers of a deployment are: each runs it, and belongs to it.
 *
 * @throws InvalidTrigger naming the trigger and what is wrong with it.
 */
export const automationsOf = (name: string, triggers: readonly TriggerEntry[], deploymentId: string): AutomationCreate[] =>
  triggers.map((entry, index) => {
    const title = typeof entry['name'] === 'string' ? entry['name'] : `${name}__automation_${index + 1}`
    const type = typeOf(entry)
    const { description, enabled, parameters, job_variables: jobVariables, schedule_after: after } = entry
    const read = automationCreate.safeParse({
      name: title,
      ...(typeof description === 'string' ? { description } : {}),
      ...(enabled === undefined || enabled === null
        ? {}
        : { enabled: enabled === true || (typeof enabled === 'string' && enabled.toLowerCase() === 'true') }),
      trigger: usual(type, Object.fromEntries(Object.entries(entry).filter(([key]) => !OF_AUTOMATION.has(key)))),
      actions: [
        {
          type: 'run-deployment',
          source: 'selected',
          deployment_id: deploymentId,
          parameters: parameters ?? null,
          job_variables: jobVariables ?? null,
          ...(after === undefined || after === null ? {} : { schedule_after: after }),
        },
      ],
      owner_resource: ownerOf(deploymentId),
    })
    if (read.success) return read.data
    const [issue] = read.error.issues
    const path = (issue?.path ?? []).filter((key) => key !== 'trigger' && key !== 'actions' && key !== 0).map(String)
    throw new InvalidTrigger(name, title, `${path.join('.') || 'the trigger'}: ${issue?.message ?? 'invalid'}`)
  })

/** The resource that the automations of a deployment belong to. */
export const ownerOf = (deploymentId: string): string => `prefect.deployment.${deploymentId}`

/** A trigger without a `type` is of the kind that its fields are of. */
function typeOf({ type, posture, triggers, require }: TriggerEntry): string {
  if (typeof type === 'string') return type
  if (posture === 'Metric') return 'metric'
  if (triggers === undefined) return 'event'
  return require === undefined ? 'sequence' : 'compound'
}

/** Fields that files may leave out. */
function usual(type: string, trigger: TriggerEntry): TriggerEntry {
  if (type === 'event') return { posture: 'Reactive', ...trigger, type, ...setsOf(trigger) }
  if (type === 'metric') return { ...trigger, type }
  const { triggers } = trigger
  return {
    within: null,
    ...trigger,
    type,
    triggers: Array.isArray(triggers)
      ? triggers.map((child: Json) => (isEntry(child) ? usual(typeOf(child), child) : child))
      : (triggers ?? []),
  }
}

/** A single name stands for a set of one. */
const setsOf = (trigger: TriggerEntry): TriggerEntry =>
  Object.fromEntries(
    (['expect', 'after', 'for_each'] as const).flatMap((key) => {
      const value = trigger[key]
      return typeof value === 'string' ? [[key, [value]]] : []
    }),
  )

const isEntry = (value: Json): value is { [key: string]: Json } => typeof value === 'object' && value !== null && !Array.isArray(value)

import type { ReceivedEvent, Resource } from '@millrace/protocol'
import { ActionFailed } from './errors.ts'
import type { TriggeredAction } from '../firing.ts'

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i

/** The first resource of a kind (`prefect.flow-run`) that an event is about: its own before the related ones. */
export const firstOfKind = (event: ReceivedEvent, kind: string): Resource | undefined =>
  [event.resource, ...event.related].find((resource) => splitId(idOf(resource)).kind === kind)

/** The id of an object of a kind in the id of a resource; undefined for another kind, or when it is no uuid. */
function idInResource(resourceId: string, wanted: string): string | undefined {
  const { kind, id } = splitId(resourceId)
  return kind === wanted && UUID.test(id) ? id : undefined
}

/** The id of a resource, parted at its last dot. */
export function splitId(resourceId: string): { kind: string; id: string } {
  const dot = resourceId.lastIndexOf('.')
  return { kind: dot === -1 ? '' : resourceId.slice(0, dot), id: resourceId.slice(dot + 1) }
}

export const idOf = (resource: Resource): string => resource['prefect.resource.id'] ?? ''

interface Target {
  readonly source: 'selected' | 'inferred'
  readonly id: string | null
  /** As in `prefect.work-pool`. */
  readonly kind: string
  /** As in "No work pool could be inferred". */
  readonly noun: string
}

/** The object that an action is for: the one selected, or the first of its kind that the event is about. Throws `ActionFailed`. */
export function targetOf({ triggering_event: event }: TriggeredAction, { source, id, kind, noun }: Target): string {
  if (source === 'selected' && id !== null) return id
  if (event === null) throw new ActionFailed(`No event to infer the ${noun}`)
  const resource = firstOfKind(event, kind)
  const inferred = resource && idInResource(idOf(resource), kind)
  if (inferred === undefined) throw new ActionFailed(`No ${noun} could be inferred`)
  return inferred
}

/** The flow run that an action is for. A Proactive trigger may have no event, but count for each flow run. Throws `ActionFailed`. */
export function flowRunOf(triggered: TriggeredAction): string {
  const counted = idInResource(triggered.triggering_labels['prefect.resource.id'] ?? '', 'prefect.flow-run')
  if (counted !== undefined) return counted
  const { triggering_event: event } = triggered
  const resource = event === null ? undefined : firstOfKind(event, 'prefect.flow-run')
  const id = resource && idInResource(idOf(resource), 'prefect.flow-run')
  if (id === undefined) throw new ActionFailed('No flow run could be inferred')
  return id
}

import type { EventTrigger, ReceivedEvent, Resource } from '@millrace/protocol'
import { fitsGlob, fitsLabel } from '../../events/glob.ts'

type LabelMatch = EventTrigger['match']

/** Whether a trigger has anything to do with an event: by its name, its resource and its related resources. */
export const coversEvent = (trigger: EventTrigger, event: ReceivedEvent): boolean =>
  (expectsEvent(trigger, event.event) || startsAfter(trigger, event.event)) && coversResources(trigger, event)

/** Whether events of this name count; without `expect` all do. */
export const expectsEvent = ({ expect }: EventTrigger, name: string): boolean =>
  expect.length === 0 || expect.some((pattern) => fitsName(pattern, name))

/** Whether an event of this name begins the counting; never, without `after`. */
export const startsAfter = ({ after }: EventTrigger, name: string): boolean => after.some((pattern) => fitsName(pattern, name))

/** Whether a name is as a pattern says, in which `*` stands for one character or more (both Prefects). */
const fitsName = (pattern: string, name: string): boolean =>
  pattern === name || (pattern.includes('*') && fitsGlob(pattern.replaceAll('*', '?*'), name))

/** The values of the labels of `for_each`, sorted by label as Prefect keeps them; what the event lacks is empty text. */
export const bucketingKey = ({ for_each: labels }: EventTrigger, event: ReceivedEvent): string[] =>
  labels.toSorted(byCodePoint).map((label) => findLabel(event, label) ?? '')

/** The labels of `for_each` with their values in a key. */
export const labelsOf = ({ for_each: labels }: EventTrigger, key: readonly string[]): Record<string, string> =>
  Object.fromEntries(labels.toSorted(byCodePoint).map((label, index) => [label, key[index] ?? '']))

const byCodePoint = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

/** Whether a trigger has anything to do with a resource and those that it is related to. */
export function coversResources(
  { match, match_related: related }: Pick<EventTrigger, 'match' | 'match_related'>,
  event: Pick<ReceivedEvent, 'resource' | 'related'>,
): boolean {
  return includes(match, [event.resource]) && [related].flat().every((wanted) => includes(wanted, event.related))
}

const includes = (wanted: LabelMatch, candidates: readonly Resource[]): boolean => {
  const labels = Object.entries(wanted)
  return (
    labels.length === 0 ||
    candidates.some((candidate) => labels.every(([label, patterns]) => [patterns].flat().some((one) => fitsLabel(one, candidate[label]))))
  )
}

/** `related:<role>:<label>` is the label of the first related resource in that role. */
function findLabel(event: ReceivedEvent, label: string): string | undefined {
  const [, role, name] = RELATED.exec(label) ?? []
  if (role === undefined || name === undefined) return event.resource[label]
  return event.related.find((one) => one['prefect.resource.role'] === role)?.[name]
}

const RELATED = /^related:(.*):([^:]*)$/s

/** What somebody on the page wants to hear of. */
export interface EventWish {
  /** How the names of the events begin, such as `prefect.flow-run.`. */
  readonly prefixes: readonly string[]
  /** Ids of resources that the events are about or related to, such as `prefect.flow-run.<id>`; undefined for whatever there is. */
  readonly resources?: readonly string[]
}

/** The part of an event that pages look at. */
export interface LiveEvent {
  readonly id: string
  readonly occurred: string
  readonly event: string
  readonly resource: Readonly<Record<string, string>>
  readonly related: readonly Readonly<Record<string, string>>[]
  readonly payload: Readonly<Record<string, unknown>>
}

const ID = 'prefect.resource.id'

/** The filter for one socket that brings what any of the wishes asks for; undefined where there are none. */
export function filterOf(wishes: readonly EventWish[]): object | undefined {
  if (wishes.length === 0) return undefined
  const prefix = inOrder(wishes.flatMap(({ prefixes }) => prefixes))
  const everywhere = wishes.some(({ resources }) => resources === undefined)
  return {
    event: { prefix },
    ...(everywhere ? {} : { any_resource: { id: inOrder(wishes.flatMap(({ resources = [] }) => resources)) } }),
  }
}

const inOrder = (texts: readonly string[]): string[] => [...new Set(texts)].toSorted((one, other) => (one < other ? -1 : 1))

/** Whether an event that the socket brought is for this wish, and not only for another one. */
export const isWished = ({ prefixes, resources }: EventWish, { event, resource, related }: LiveEvent): boolean =>
  prefixes.some((prefix) => event.startsWith(prefix)) &&
  (resources === undefined || [resource, ...related].some((each) => resources.includes(each[ID] ?? '')))

/** The id of the object that an event is about, where it is of a kind, such as `flow-run`. */
export function subjectOf({ resource }: LiveEvent, kind: string): string | undefined {
  const id = resource[ID] ?? ''
  const prefix = `prefect.${kind}.`
  return id.startsWith(prefix) ? id.slice(prefix.length) : undefined
}

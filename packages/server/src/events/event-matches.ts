import type { EventFilter, ReceivedEvent, Resource } from '@millrace/protocol'
import { fitsLabel } from './glob.ts'

type Criterion<Name extends keyof EventFilter> = NonNullable<EventFilter[Name]>
type One<Value> = Exclude<Value, readonly unknown[]>
type Labels = Record<string, string | string[]>

/** Whether somebody who asked for `filter` wants to hear of an event as it happens. */
export function eventMatches(filter: EventFilter, event: ReceivedEvent): boolean {
  const { occurred, event: name, resource, related, any_resource: anyResource, id } = filter
  return (
    within(occurred, event.occurred) &&
    (!name || nameMatches(name, event.event)) &&
    (!resource || resourceMatches(resource, event.resource)) &&
    listOf(related).every((criterion) => event.related.some((other) => relatedMatches(criterion, other)) || isEmpty(criterion)) &&
    listOf(anyResource).every((criterion) => [event.resource, ...event.related].some((other) => resourceMatches(criterion, other))) &&
    among(id?.id, event.id)
  )
}

const listOf = <Value>(value: Value | Value[] | null | undefined): Value[] =>
  value === null || value === undefined ? [] : Array.isArray(value) ? value : [value]

/** A list that is absent or empty asks for nothing. */
const among = (wanted: readonly string[] | null | undefined, value: string): boolean =>
  wanted === null || wanted === undefined || wanted.length === 0 || wanted.includes(value)

const begins = (prefixes: readonly string[] | null | undefined, value: string): boolean =>
  prefixes === null || prefixes === undefined || prefixes.length === 0 || prefixes.some((prefix) => value.startsWith(prefix))

const within = (occurred: EventFilter['occurred'], at: string): boolean =>
  (occurred?.since ?? '') <= at && (occurred?.until === null || occurred?.until === undefined || at <= occurred.until)

const nameMatches = ({ prefix, exclude_prefix, name, exclude_name }: Criterion<'event'>, value: string): boolean =>
  begins(prefix, value) &&
  among(name, value) &&
  !(exclude_prefix ?? []).some((excluded) => value.startsWith(excluded)) &&
  !(exclude_name ?? []).includes(value)

const idOf = (resource: Resource): string => resource['prefect.resource.id'] ?? ''

const resourceMatches = (
  {
    id,
    id_prefix,
    labels,
  }: { id?: string[] | null | undefined; id_prefix?: string[] | null | undefined; labels?: Labels | null | undefined },
  resource: Resource,
): boolean => among(id, idOf(resource)) && begins(id_prefix, idOf(resource)) && labelsMatch(labels, resource)

const relatedMatches = ({ id, role, resources_in_roles: pairs, labels }: One<Criterion<'related'>>, resource: Resource): boolean => {
  const itsRole = resource['prefect.resource.role'] ?? ''
  return (
    among(id, idOf(resource)) &&
    among(role, itsRole) &&
    (!pairs || pairs.length === 0 || pairs.some(([wantedId, wantedRole]) => wantedId === idOf(resource) && wantedRole === itsRole)) &&
    labelsMatch(labels, resource)
  )
}

const isEmpty = (criterion: One<Criterion<'related'>>): boolean =>
  Object.values(criterion).every((value) => value === null || value === undefined || (Array.isArray(value) && value.length === 0))

const labelsMatch = (labels: Labels | null | undefined, resource: Resource): boolean =>
  Object.entries(labels ?? {}).every(([label, patterns]) => listOf(patterns).some((pattern) => fitsLabel(pattern, resource[label])))

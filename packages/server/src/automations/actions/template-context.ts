import type { Json, ReceivedEvent, Resource } from '@millrace/protocol'
import { allFirings, type Firing } from '../firing.ts'
import type { Api } from './api.ts'
import type { Doing } from './doing.ts'
import { firstOfKind, idOf, splitId } from './infer.ts'
import { readVariables } from './read-variables.ts'

type JsonObject = Record<string, Json>

/** How each object that a template may name is read, by the id in its resource. */
const OBJECTS: Readonly<Record<string, (api: Api, id: string) => Promise<JsonObject | undefined>>> = {
  deployment: (api, id) => read(api, `/deployments/${id}`),
  flow: (api, id) => read(api, `/flows/${id}`),
  flow_run: (api, id) => read(api, `/flow_runs/${id}`),
  task_run: (api, id) => read(api, `/task_runs/${id}`),
  work_pool: async (api, id) => (await list(api, '/work_pools/filter', { work_pools: { id: { any_: [id] } } }))[0],
  work_queue: async (api, id) => merged(await read(api, `/work_queues/${id}`), await read(api, `/work_queues/${id}/status`)),
  concurrency_limit: (api, id) => read(api, `/v2/concurrency_limits/${id}`),
}

/** Where the UI shows an object, by its kind. */
const PAGES: Readonly<Record<string, string>> = {
  deployment: 'deployments/deployment',
  flow: 'flows/flow',
  flow_run: 'runs/flow-run',
  task_run: 'runs/task-run',
  work_pool: 'work-pools/work-pool',
  work_queue: 'work-queues/work-queue',
  concurrency_limit: 'concurrency-limits/concurrency-limit',
  automation: 'automations/automation',
}

/** Of the doing of an action, what templates see something of. */
type Seen = Pick<Doing, 'api' | 'uiUrl'> & {
  readonly triggered: Pick<Doing['triggered'], 'automation' | 'firing' | 'triggering_event' | 'triggering_labels'>
}

/**
 * What templates see: the automation, the event, the labels it was counted for, the firing with those below it, and of the objects that the
 * event is about those that the templates name, as they are now but in the state that the event tells of (both Prefects).
 */
export async function templateContext({ triggered, api, uiUrl }: Seen, templates: readonly string[]): Promise<object> {
  const { automation, firing, triggering_event: event, triggering_labels: labels } = triggered
  const firings = allFirings(firing)
  return {
    automation: linked({ ...automation } as unknown as JsonObject, 'automation', uiUrl),
    event: event && presentEvent(event, uiUrl),
    labels: { ...diver(labels), ...labels },
    firing: presentFiring(firing, uiUrl),
    firings: firings.map((one) => presentFiring(one, uiUrl)),
    events: firings.flatMap(({ triggering_event: seen }) => (seen === null ? [] : [presentEvent(seen, uiUrl)])),
    ...(await namedObjects(api, templates, event, uiUrl)),
  }
}

async function namedObjects(api: Api, templates: readonly string[], event: ReceivedEvent | null, uiUrl: string): Promise<JsonObject> {
  if (event === null) return {}
  const text = templates.join('\n')
  const named = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(text)
  const objects: JsonObject = {}
  for (const [name, readObject] of Object.entries(OBJECTS)) {
    const resource = named(name) ? firstOfKind(event, `prefect.${name.replace('_', '-')}`) : undefined
    const object = resource && (await readObject(api, splitId(idOf(resource)).id))
    if (resource !== undefined && object !== undefined) objects[name] = linked({ ...object, ...stateIn(resource) }, name, uiUrl)
  }
  if (named('variables')) objects['variables'] = await readVariables(api)
  return objects
}

async function read(api: Api, path: string): Promise<JsonObject | undefined> {
  const { status, body } = await api('GET', path)
  return status === 200 ? (body as JsonObject) : undefined
}

async function list(api: Api, path: string, filter: object): Promise<JsonObject[]> {
  const { status, body } = await api('POST', path, filter)
  return status === 200 ? (body as JsonObject[]) : []
}

const merged = (object: JsonObject | undefined, more: JsonObject | undefined): JsonObject | undefined =>
  object === undefined ? undefined : { ...more, ...object }

/** The state that the event tells of; the run may be in another by now. */
function stateIn(resource: Resource): JsonObject {
  const [type, name] = [resource['prefect.state-type'], resource['prefect.state-name']]
  const [message, timestamp] = [resource['prefect.state-message'], resource['prefect.state-timestamp']]
  if (type === undefined || name === undefined || message === undefined || timestamp === undefined) return {}
  return { state: { type, name, message, timestamp }, state_type: type, state_name: name }
}

/** With the addresses that the filters `ui_url` and `ui_resource_events_url` answer; they see no more than the value itself. */
function linked(object: JsonObject, kind: string, uiUrl: string): JsonObject {
  const id = typeof object['id'] === 'string' ? object['id'] : ''
  return {
    ...object,
    _ui_url: `${uiUrl}/${PAGES[kind]}/${id}`,
    _events_url: `${uiUrl}/events?resource=prefect.${kind.replace('_', '-')}.${id}`,
  }
}

function presentEvent(event: ReceivedEvent, uiUrl: string): JsonObject {
  const url = `${uiUrl}/events/event/${event.occurred.slice(0, 10)}/${event.id}`
  const resource = presentResource(event.resource, uiUrl)
  const related = event.related.map((one) => presentResource(one, uiUrl))
  const roles = new Set(event.related.map((one) => one['prefect.resource.role'] ?? ''))
  const byRole = [...roles].map((role) => [role, related.filter((one) => one['role'] === role)] as const)
  return {
    ...event,
    resource,
    related,
    involved_resources: [resource, ...related],
    resource_in_role: Object.fromEntries(byRole.map(([role, [first = null]]) => [role, first])),
    resources_in_role: Object.fromEntries(byRole),
    url,
    _ui_url: url,
  }
}

function presentResource(resource: Resource, uiUrl: string): JsonObject {
  const id = idOf(resource)
  const { kind, id: objectId } = splitId(id)
  const page = PAGES[kind.replace('prefect.', '').replaceAll('-', '_')]
  return {
    labels: diver(resource),
    name: resource['prefect.resource.name'] ?? null,
    role: resource['prefect.resource.role'] ?? null,
    ...resource,
    id,
    _ui_url: page === undefined ? null : `${uiUrl}/${page}/${objectId}`,
    _events_url: `${uiUrl}/events?resource=${id}`,
  }
}

const presentFiring = (firing: Firing, uiUrl: string): JsonObject =>
  ({ ...firing, triggering_event: firing.triggering_event && presentEvent(firing.triggering_event, uiUrl) }) as unknown as JsonObject

/** Labels as a tree, so that `labels.prefect.resource.id` is the label `prefect.resource.id`; a branch has no value of its own. */
function diver(labels: Readonly<Record<string, string>>): JsonObject {
  const tree: JsonObject = {}
  for (const [label, value] of Object.entries(labels)) {
    const parts = label.split('.')
    const last = parts.pop() ?? ''
    let at: JsonObject = tree
    for (const part of parts) {
      const next = Object.hasOwn(at, part) ? at[part] : undefined
      at = typeof next === 'object' && next !== null ? (next as JsonObject) : own(at, part, {})
    }
    if (typeof at[last] !== 'object') own(at, last, value)
  }
  return tree
}

/** Sets a member whatever its name. */
function own<Value extends Json>(object: JsonObject, name: string, value: Value): Value {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
  return value
}

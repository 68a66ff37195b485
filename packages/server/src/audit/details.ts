import { ATTEMPT_HEADER, type Json, type Received, type RouteSpec } from '@millrace/protocol'
import type { Headers } from '../http/caller.ts'
import { readJson } from '../http/json-body.ts'

/** Names of changed fields in one entry, and characters of one. */
const MOST_FIELDS = 50
const LONGEST_FIELD = 100

type Request = Received<RouteSpec>

/** What is worth knowing of a change beside what it was done to, without any value that could be a secret: names of fields, roles, states. */
export function detailsOf(action: string, method: string, { body, bodyText, params }: Request): Record<string, Json> {
  const given = objectIn(body)
  return {
    ...(method === 'PATCH' || method === 'PUT' ? { fields: fieldsOf(action, bodyText) } : {}),
    ...stateOf(given),
    ...(isAccount(action) && typeof given['role'] === 'string' ? { role: given['role'] } : {}),
    ...(isAccount(action) && typeof given['disabled'] === 'boolean' ? { disabled: given['disabled'] } : {}),
    ...(text(params, 'work_pool_name') === undefined ? {} : { pool: text(params, 'work_pool_name') ?? null }),
    ...(action.startsWith('deployments.') && text(params, 'schedule_id') !== undefined ? { deployment: text(params, 'id') ?? null } : {}),
  }
}

const isAccount = (action: string): boolean => action.startsWith('users.') || action.startsWith('apiKeys.')

/** As they came, without what the server fills in; of a block, also which of its own fields. */
function fieldsOf(action: string, bodyText: string | undefined): string[] {
  const given = objectIn(readJson(bodyText, 'admitted'))
  const names = Object.entries(given).flatMap(([name, value]) =>
    action.startsWith('blockDocuments.') && name === 'data' ? below(name, value) : [name],
  )
  return names.slice(0, MOST_FIELDS).map((name) => name.slice(0, LONGEST_FIELD))
}

const below = (name: string, value: unknown): string[] => Object.keys(objectIn(value)).map((field) => `${name}.${field}`)

/** The state that a call proposes, and whether it forces it. */
function stateOf(body: Readonly<Record<string, unknown>>): Record<string, Json> {
  const state = objectIn(body['state'])
  if (typeof state['type'] !== 'string') return {}
  return { state: typeof state['name'] === 'string' ? state['name'] : state['type'], forced: body['force'] === true }
}

/** Whether a call forces a state or cancels a run, and the run does not do so itself. */
export function isForced({ body }: Request, headers: Headers): boolean {
  if (headers[ATTEMPT_HEADER] !== undefined) return false
  const given = objectIn(body)
  const { type } = objectIn(given['state'])
  return given['force'] === true || type === 'CANCELLING' || type === 'CANCELLED'
}

/** Whether a call makes a block without a name, as flow runs of Prefect 2 do for the storage of their results. */
export const isAnonymous = ({ body }: Request): boolean => objectIn(body)['is_anonymous'] === true

/** Whether a call asks for secrets. */
export const wantsSecrets = ({ query, body }: Request): boolean =>
  objectIn(query)['include_secrets'] === true || objectIn(body)['include_secrets'] === true

const objectIn = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

const text = (params: unknown, name: string): string | undefined => {
  const value = objectIn(params)[name]
  return typeof value === 'string' ? value : undefined
}

import { limitOfTag } from '../concurrency/tag-limits.ts'
import { findNamedObject, findParts } from '../store/queries/audited-objects.ts'
import type { Queries } from '../store/store.ts'
import { kindOf, type Subject } from './subject.ts'

const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i

/** Of several objects handlers say which they were, if any; and who signed in or out, as everybody may try. */
const SAID_BY_HANDLER = /^(?:bulk\.|sessions\.|ui\.moveFlowRuns$)/

/** What the path of a call names, before it is done; with what goes with it, where it is to be deleted. */
export async function subjectsBefore(queries: Queries, action: string, params: unknown): Promise<Subject[]> {
  const named = idIn(action, params)
  const { kind, id, name } = named
  if (kind === null || (id === null && name === null)) return []
  const pool = textIn(params, 'work_pool_name')
  const found = await findNamedObject(queries, kind, id === null ? { name: name ?? '', pool } : { id })
  if (found === undefined) return [named]
  const subject = { kind, ...found }
  return [subject, ...(action.includes('.delete') ? await partsOf(queries, kind, found) : [])]
}

/** What is deleted together with an object. */
export async function partsOf(
  queries: Queries,
  kind: string,
  { id, name }: { readonly id: string; readonly name: string | null },
): Promise<Subject[]> {
  return (await findParts(queries, kind, id)).map((part) => ({ ...part, with: { kind, id, name } }))
}

/** What a call was done to, once it is done: a call that creates something answers what that is. */
export function subjectsAfter(action: string, before: readonly Subject[], body: unknown): readonly Subject[] {
  if (before.length > 0 || SAID_BY_HANDLER.test(action)) return before
  const id = textIn(body, 'id')
  return [{ kind: kindOf(action), id: id ?? null, name: id === undefined ? null : (textIn(body, 'name') ?? textIn(body, 'tag') ?? null) }]
}

/** What the path of a call names, as it stands there. */
export function idIn(action: string, params: unknown): Subject {
  const kind = kindOf(action)
  const id = textIn(params, 'schedule_id') ?? textIn(params, 'id') ?? textIn(params, 'id_or_name')
  if (id !== undefined && UUID.test(id)) return { kind, id, name: null }
  const tag = textIn(params, 'tag')
  return { kind, id: null, name: id ?? textIn(params, 'name') ?? (tag === undefined ? null : limitOfTag(tag)) }
}

function textIn(value: unknown, name: string): string | undefined {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  return typeof found === 'string' ? found : undefined
}

import { addSeconds, type auditRoutes, type DELETED_KINDS, type ReplyOf } from '@millrace/protocol'
import type { ServerContext } from '../context.ts'
import { oldKinds } from '../services/old-kinds.ts'
import { findDeletion, findDeletionsByName } from '../store/queries/audit-entries.ts'
import { lastEventAbout } from '../store/queries/events.ts'
import { readEvents } from '../store/queries/unindexed-events.ts'
import type { AuditEntryRow } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'
import { presentEntry } from './chain.ts'

type Kind = (typeof DELETED_KINDS)[number]
type Deleted = NonNullable<ReplyOf<(typeof auditRoutes)['gone']>['deleted']>

/**
 * Who deleted an object, by its id, a work pool by its name, a queue of one by `pool:queue`: itself, or what it went with. Runs that went with
 * their flow, or with the run around them, are in no entry, as there may be any number of them; their last events say what they belonged to.
 */
export async function whoDeleted({ store }: Pick<ServerContext, 'store'>, kind: Kind, id: string): Promise<Deleted | null> {
  const entry = await store.read((queries) => (UUID.test(id) ? findDeletion(queries, kind, id) : deletionOfNamed(queries, kind, id)))
  if (entry !== undefined) return deletedBy(entry, entry.object_name, entry.details['with'] as Deleted['with'])
  if (kind !== 'flow-run' && kind !== 'task-run') return null
  return await readEvents(store, (queries) => deletedWithOwner(queries, kind, id))
}

async function deletionOfNamed(queries: Queries, kind: Kind, name: string): Promise<AuditEntryRow | undefined> {
  if (kind === 'work-pool') return (await findDeletionsByName(queries, kind, name))[0]
  if (kind !== 'work-queue') return undefined
  const colon = name.lastIndexOf(':')
  const pool = name.slice(0, colon)
  const deletions = await findDeletionsByName(queries, kind, name.slice(colon + 1))
  return deletions.find(({ details }) => details['pool'] === pool || (details['with'] as Deleted['with'] | undefined)?.name === pool)
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const deletedBy = (entry: AuditEntryRow, name: string | null, whole: Deleted['with'] | undefined): Deleted => {
  const { at, who } = presentEntry(entry)
  return { at, who, name, with: whole ?? null }
}

/** Which of what a run belonged to takes it along; of the runs of a deployment only those that wait go with it. */
async function deletedWithOwner(queries: Queries, kind: 'flow-run' | 'task-run', id: string): Promise<Deleted | null> {
  const last = await lastEventAbout(queries, `prefect.${kind}.${id}`)
  if (last === undefined) return null
  const waits = /\.(?:Scheduled|Late)$/.test(last.event)
  const owners = ['flow-run', 'flow', ...(waits ? ['deployment'] : [])] as const
  for (const owner of owners) {
    const ownerId = last.related.flatMap(({ 'prefect.resource.id': resource = '' }) => idOf(resource, owner))[0]
    const entry = ownerId === undefined ? undefined : await findDeletion(queries, owner, ownerId)
    if (entry === undefined) continue
    return deletedBy(entry, last.resource['prefect.resource.name'] ?? null, {
      kind: owner as Kind,
      id: entry.object_id,
      name: entry.object_name,
    })
  }
  return null
}

const idOf = (resource: string, kind: string): string[] => {
  const prefix = `prefect.${kind}.`
  return resource.startsWith(prefix) ? [resource.slice(prefix.length)] : []
}

/** For a run whose id was made longer ago than runs are kept: retention may have deleted it. Ids of other kinds do not say when they were made. */
export function retentionOf(
  { settings, clock }: Pick<ServerContext, 'settings' | 'clock'>,
  kind: Kind,
  id: string,
): { made: string; kept_for: number } | null {
  const { enabled, retentionPeriod } = settings.server.services.dbVacuum
  const made = kind === 'flow-run' || kind === 'task-run' ? madeAt(id) : undefined
  if (made === undefined || !oldKinds(enabled).has('flow_runs')) return null
  return made < addSeconds(clock.now(), -retentionPeriod) ? { made, kept_for: retentionPeriod } : null
}

/** A uuid of version 7 begins with the milliseconds of when it was made; one from after the year 9999 was made up. */
function madeAt(id: string): string | undefined {
  if (!UUID.test(id) || id[14] !== '7') return undefined
  const time = new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toISOString()
  return time.length === 24 ? time.replace('Z', '000Z') : undefined
}

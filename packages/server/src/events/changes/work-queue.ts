import type { Json, Resource } from '@millrace/protocol'
import type { WorkPoolRow, WorkQueueRow } from '../../store/schema.ts'
import type { Told } from '../tell.ts'
import { changedFields } from './changed-fields.ts'

type Pool = Pick<WorkPoolRow, 'id' | 'name' | 'type'>
type Queue = Pick<WorkQueueRow, 'id' | 'name'>

/** A pool as a resource of events. */
export const poolResource = ({ id, name, type }: Pool): Resource => ({
  'prefect.resource.id': `prefect.work-pool.${id}`,
  'prefect.resource.name': name,
  'prefect.work-pool.type': type,
  'prefect.resource.role': 'work-pool',
})

/** A queue as a resource of events. */
export const queueResource = ({ id, name }: Queue): Resource => ({
  'prefect.resource.id': `prefect.work-queue.${id}`,
  'prefect.resource.name': name,
  'prefect.resource.role': 'work-queue',
})

/** That a queue was created or deleted, is taken from, or no longer, or is paused. */
export const workQueueIs = (what: 'created' | 'deleted' | 'ready' | 'not-ready' | 'paused', queue: Queue, pool: Pool): Told => ({
  event: `prefect.work-queue.${what}`,
  resource: queueResource(queue),
  related: [poolResource(pool)],
})

/** Which fields of a queue have changed; nothing is told when none has. That it is paused is a status. */
export function workQueueUpdated(before: WorkQueueRow, after: WorkQueueRow, pool: Pool): Told[] {
  const payload = changedFields(fieldsOf(before), fieldsOf(after))
  if (payload === undefined) return []
  return [{ event: 'prefect.work-queue.updated', resource: queueResource(after), related: [poolResource(pool)], payload }]
}

const fieldsOf = ({ name, description, concurrency_limit, priority }: WorkQueueRow): Record<string, Json> => ({
  name,
  description,
  concurrency_limit,
  priority,
})

import type { Json, Resource } from '@millrace/protocol'
import type { WorkPoolRow } from '../../store/schema.ts'
import type { Told } from '../tell.ts'
import { changedFields } from './changed-fields.ts'
import { poolResource } from './work-queue.ts'

/** That a pool was created or deleted. */
export const workPoolChanged = (what: 'created' | 'deleted', pool: WorkPoolRow): Told => ({
  event: `prefect.work-pool.${what}`,
  resource: poolResource(pool),
  related: relatedTo(pool),
})

/** Which fields of a pool have changed; nothing is told when none has. That it is paused is a status. */
export function workPoolUpdated(before: WorkPoolRow, after: WorkPoolRow): Told[] {
  const payload = changedFields(fieldsOf(before), fieldsOf(after))
  return payload === undefined ? [] : [{ event: 'prefect.work-pool.updated', resource: poolResource(after), payload }]
}

/** That a pool has workers now, has none any more, or is paused. */
export const workPoolStatus = (
  status: 'ready' | 'not-ready' | 'paused',
  { id, name, type }: Pick<WorkPoolRow, 'id' | 'name' | 'type'>,
): Told => ({
  event: `prefect.work-pool.${status}`,
  resource: { 'prefect.resource.id': `prefect.work-pool.${id}`, 'prefect.resource.name': name, 'prefect.work-pool.type': type },
})

const fieldsOf = ({ description, base_job_template, concurrency_limit, storage_configuration }: WorkPoolRow): Record<string, Json> => ({
  description,
  base_job_template,
  concurrency_limit,
  storage_configuration,
})

function relatedTo({
  default_queue_id: queue,
  storage_configuration: { default_result_storage_block_id: storage },
}: WorkPoolRow): Resource[] {
  const related = [
    ['work-queue', 'default-queue', queue],
    ['block-document', 'result-storage', storage],
  ] as const
  return related.flatMap(([kind, role, id]) =>
    typeof id === 'string' ? [{ 'prefect.resource.id': `prefect.${kind}.${id}`, 'prefect.resource.role': role }] : [],
  )
}

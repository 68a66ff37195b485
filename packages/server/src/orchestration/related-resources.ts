import { type Named, type NamedQueue, findDeployment, findFlow, findParentTask, findWorkQueue } from '../store/queries/related-objects.ts'
import type { Queries } from '../store/store.ts'
import type { OrchestrationContext } from './orchestration-context.ts'
import type { FlowRun } from './runs.ts'

type Resource = Record<string, string>

/** What a flow run is related to. */
export type Relations = Pick<FlowRun, 'flow_id' | 'deployment_id' | 'work_queue_id' | 'parent_task_run_id' | 'tags' | 'created_by'>

/** Names and tags as old as this are read again, in milliseconds. */
const GOOD_FOR = 60_000
/** Most objects of one kind that are remembered. */
const MOST = 1000

/**
 * The objects that an event about a flow run concerns, as 3.8 lists them: flow, deployment, work queue, work pool, parent task, tags and
 * who made the run. Their names and tags may be a minute old; their ids are always those of the run.
 */
export async function relatedResources(
  context: Pick<OrchestrationContext, 'store' | 'clock'>,
  tx: Queries,
  run: Relations,
): Promise<Resource[]> {
  const known = knownOf(context)
  const now = Date.parse(context.clock.now())
  const flow = await known.flows.get(run.flow_id, now, () => findFlow(tx, run.flow_id))
  const { deployment_id: deploymentId, work_queue_id: queueId, parent_task_run_id: taskId } = run
  const deployment =
    deploymentId === null ? undefined : await known.deployments.get(deploymentId, now, () => findDeployment(tx, deploymentId))
  const queue = queueId === null ? undefined : await known.queues.get(queueId, now, () => findWorkQueue(tx, queueId))
  const task = taskId === null ? undefined : await findParentTask(tx, taskId)
  const tags = new Set([...run.tags, ...(flow?.tags ?? []), ...(deployment?.tags ?? []), ...(task?.tags ?? [])])
  return [
    ...resource('flow', flow),
    ...resource('deployment', deployment),
    ...resource('work-queue', queue),
    ...(queue === undefined
      ? []
      : resource('work-pool', { id: queue.work_pool_id, name: queue.work_pool_name }, { 'prefect.work-pool.type': queue.work_pool_type })),
    ...resource('task-run', task),
    ...[...tags].toSorted().map((tag) => ({ 'prefect.resource.id': `prefect.tag.${tag}`, 'prefect.resource.role': 'tag' })),
    ...creator(run.created_by),
  ]
}

function resource(kind: string, object: { id: string; name: string } | undefined, more: Resource = {}): Resource[] {
  if (object === undefined) return []
  return [
    {
      'prefect.resource.id': `prefect.${kind}.${object.id}`,
      'prefect.resource.role': kind,
      'prefect.resource.name': object.name,
      ...more,
    },
  ]
}

function creator(createdBy: FlowRun['created_by']): Resource[] {
  if (createdBy === null || (createdBy.type !== 'DEPLOYMENT' && createdBy.type !== 'AUTOMATION')) return []
  return [
    {
      'prefect.resource.id': `prefect.${createdBy.type.toLowerCase()}.${createdBy.id ?? ''}`,
      'prefect.resource.role': 'creator',
      ...(createdBy.display_value ? { 'prefect.resource.name': createdBy.display_value } : {}),
    },
  ]
}

interface Known {
  readonly flows: Memory<Named>
  readonly deployments: Memory<Named>
  readonly queues: Memory<NamedQueue>
}

const KNOWN = new WeakMap<OrchestrationContext['store'], Known>()

function knownOf({ store }: Pick<OrchestrationContext, 'store'>): Known {
  const known = KNOWN.get(store) ?? { flows: new Memory(), deployments: new Memory(), queues: new Memory() }
  KNOWN.set(store, known)
  return known
}

/** Objects by id, the oldest forgotten first; what is not there is asked for each time. */
class Memory<Value> {
  readonly #entries = new Map<string, { readonly value: Value; readonly until: number }>()

  async get(id: string, now: number, find: () => Promise<Value | undefined>): Promise<Value | undefined> {
    const entry = this.#entries.get(id)
    if (entry !== undefined && entry.until > now) return entry.value
    const value = await find()
    this.#entries.delete(id)
    if (value === undefined) return undefined
    const [oldest] = this.#entries.keys()
    if (this.#entries.size >= MOST && oldest !== undefined) this.#entries.delete(oldest)
    this.#entries.set(id, { value, until: now + GOOD_FOR })
    return value
  }
}

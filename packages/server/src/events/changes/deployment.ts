import type { Json, Resource } from '@millrace/protocol'
import type { DeploymentView } from '../../store/queries/deployments.ts'
import { findFlows, findWorkQueues, type Named, type NamedQueue } from '../../store/queries/related-objects.ts'
import type { Queries } from '../../store/store.ts'
import type { Told } from '../tell.ts'
import { changedFields } from './changed-fields.ts'
import { objectChanged } from './object-changed.ts'
import { queueResource, poolResource } from './work-queue.ts'

/** That a deployment was created or deleted. */
export const deploymentChanged = async (queries: Queries, what: 'created' | 'deleted', deployment: DeploymentView): Promise<Told> =>
  objectChanged('deployment', what, deployment, { related: (await relations(queries, [deployment]))(deployment) })

/** Which fields of a deployment have changed; nothing is told when none has. */
export async function deploymentUpdated(queries: Queries, before: DeploymentView, after: DeploymentView): Promise<Told[]> {
  const payload = changedFields(fieldsOf(before), fieldsOf(after))
  if (payload === undefined) return []
  return [objectChanged('deployment', 'updated', after, { payload, related: (await relations(queries, [after]))(after) })]
}

/** That the runs of deployments are taken now, or no longer. */
export async function deploymentStatuses(
  queries: Queries,
  status: 'ready' | 'not-ready',
  deployments: readonly DeploymentView[],
): Promise<Told[]> {
  const related = await relations(queries, deployments)
  return deployments.map((deployment) => ({
    event: `prefect.deployment.${status}`,
    resource: { 'prefect.resource.id': `prefect.deployment.${deployment.id}`, 'prefect.resource.name': deployment.name },
    related: related(deployment),
  }))
}

/** The fields that 3.8 tells changes of, under the names that they have in its database. */
const fieldsOf = (deployment: DeploymentView): Record<string, Json> => ({
  description: deployment.description,
  tags: deployment.tags,
  parameters: deployment.parameters,
  parameter_openapi_schema: deployment.parameter_openapi_schema,
  enforce_parameter_schema: deployment.enforce_parameter_schema,
  entrypoint: deployment.entrypoint,
  path: deployment.path,
  pull_steps: deployment.pull_steps,
  work_queue_id: deployment.work_queue_id,
  infra_overrides: deployment.job_variables,
  paused: deployment.paused,
  labels: deployment.labels,
  version: deployment.version,
  concurrency_limit_id: deployment.global_concurrency_limit_id,
  concurrency_options: deployment.concurrency_options,
})

/** What events about these deployments say of their surroundings, in two queries for all of them. */
async function relations(queries: Queries, deployments: readonly DeploymentView[]): Promise<(deployment: DeploymentView) => Resource[]> {
  const flows = await findFlows(queries, [...new Set(deployments.map((deployment) => deployment.flow_id))])
  const queueIds = new Set(deployments.flatMap(({ work_queue_id: id }) => (id === null ? [] : [id])))
  const queues = queueIds.size === 0 ? [] : await findWorkQueues(queries, [...queueIds])
  const [flowById, queueById] = [new Map(flows.map((flow) => [flow.id, flow])), new Map(queues.map((queue) => [queue.id, queue]))]
  return (deployment) => [
    ...flowResources(flowById.get(deployment.flow_id)),
    ...queueResources(queueById.get(deployment.work_queue_id ?? '')),
    ...references(deployment),
  ]
}

const flowResources = (flow: Named | undefined): Resource[] =>
  flow === undefined
    ? []
    : [{ 'prefect.resource.id': `prefect.flow.${flow.id}`, 'prefect.resource.name': flow.name, 'prefect.resource.role': 'flow' }]

const queueResources = (queue: NamedQueue | undefined): Resource[] =>
  queue === undefined
    ? []
    : [queueResource(queue), poolResource({ id: queue.work_pool_id, name: queue.work_pool_name, type: queue.work_pool_type })]

function references(deployment: DeploymentView): Resource[] {
  const others = [
    ['storage', 'block-document', deployment.storage_document_id],
    ['infrastructure', 'block-document', deployment.infrastructure_document_id],
    ['concurrency-limit', 'concurrency-limit', deployment.global_concurrency_limit_id],
  ] as const
  return others.flatMap(([role, kind, id]) =>
    id === null ? [] : [{ 'prefect.resource.id': `prefect.${kind}.${id}`, 'prefect.resource.role': role }],
  )
}

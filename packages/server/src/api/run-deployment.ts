import { type DeploymentFlowRunCreate, scheduled, stateCreate } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import { type DeploymentView, readDeployment } from '../store/queries/deployments.ts'
import { findWorkPoolById } from '../store/queries/work-pools.ts'
import type { Transaction } from '../store/store.ts'
import { checkJobVariables, checkParameters } from './check-parameters.ts'
import { createFlowRun } from './create-flow-run.ts'
import { createdBy } from './created-by.ts'
import { ensureWorkQueue } from './ensure-work-queue.ts'
import { BadRequest, NotFound } from './errors.ts'
import { hydrated } from './hydrated.ts'
import { isSecond } from './is-second.ts'

/**
 * Makes a run of a deployment: its parameters over the deployment's, held against the schema (`Conflict` names field, value and what was
 * expected), its tags beside the deployment's, scheduled now unless it says otherwise.
 */
export async function runDeployment(
  context: RequestContext,
  tx: Transaction,
  deploymentId: string,
  body: DeploymentFlowRunCreate,
): Promise<{ id: string; created: boolean }> {
  const deployment = await readDeployment(tx, deploymentId)
  if (deployment === undefined) throw new NotFound('Deployment not found')
  const given = { ...deployment.parameters, ...body.parameters }
  const parameters = await hydrated(tx, given, 'Error hydrating flow run parameters')
  if (body.enforce_parameter_schema ?? deployment.enforce_parameter_schema) {
    checkParameters(parameters, deployment.parameter_openapi_schema, 'Error creating flow run')
  }
  await checkVariables(tx, deployment, body)
  const queue = await queueOf(context, tx, deployment, body)
  return await createFlowRun(context, tx, {
    name: body.name,
    state: body.state ?? stateCreate.parse(scheduled(context.clock.now())),
    flow_id: deployment.flow_id,
    deployment_id: deployment.id,
    deployment_version: deployment.version,
    work_queue_id: queue.id,
    work_queue_name: queue.name,
    flow_version: null,
    parameters,
    idempotency_key: body.idempotency_key ?? null,
    context: body.context,
    empirical_policy: body.empirical_policy,
    tags: [...new Set([...deployment.tags, ...body.tags])],
    labels: { ...deployment.labels, 'prefect.flow.id': deployment.flow_id, 'prefect.deployment.id': deployment.id, ...body.labels },
    parent_task_run_id: body.parent_task_run_id ?? null,
    auto_scheduled: false,
    infrastructure_document_id: body.infrastructure_document_id ?? deployment.infrastructure_document_id,
    created_by: createdBy(context),
    job_variables: body.job_variables ?? noVariables(body, isSecond(context.caller)),
  })
}

/** What a run without job variables answers for them: {}, but null of one with an idempotency key, if null was said or, in 2.20, nothing. */
const noVariables = (
  { idempotency_key: key, job_variables: said }: DeploymentFlowRunCreate,
  second: boolean,
): Record<string, never> | null => (key && (second || said === null) ? null : {})

async function checkVariables(tx: Transaction, deployment: DeploymentView, body: DeploymentFlowRunCreate): Promise<void> {
  if (deployment.work_pool_id === null) return
  const pool = await findWorkPoolById(tx, deployment.work_pool_id)
  const given = [deployment.job_variables, body.job_variables ?? {}]
  if (pool !== undefined) await checkJobVariables(tx, pool, given, 'Error creating flow run', { ignoreRequired: false })
}

async function queueOf(
  context: RequestContext,
  tx: Transaction,
  deployment: DeploymentView,
  { work_queue_name: wanted }: DeploymentFlowRunCreate,
): Promise<{ id: string | null; name: string | null }> {
  if (!wanted) return { id: deployment.work_queue_id, name: deployment.queue_name ?? deployment.work_queue_name }
  if (deployment.work_pool_name === null) {
    throw new BadRequest(
      `Cannot create flow run in work queue ${wanted} because deployment ${deployment.id} is not associated with a work pool. Please remove work_pool_name and try again.`,
    )
  }
  return await ensureWorkQueue(context, tx, { pool: deployment.work_pool_name, queue: wanted })
}

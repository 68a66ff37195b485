import { type Client, isStatus } from '@millrace/client'
import type { Deployment, FlowRun } from '@millrace/protocol'
import { fillTemplate, type JobVariables, serverValues } from '@millrace/sdk/runner'
import { WorkerError } from '../errors.ts'
import { jobVariables } from '../templates/job-variables.ts'
import type { BaseJobTemplate } from '@millrace/protocol/job-templates'
import type { WorkerType } from '../types/worker-type.ts'

/** The job variables of a run do not fit its work pool. */
export class InvalidJob extends WorkerError {
  override readonly name = 'InvalidJob'
}

/** The deployment of a run; undefined when it has none, or none any more. */
export async function deploymentOf(client: Client, { deployment_id: id }: FlowRun): Promise<Deployment | undefined> {
  if (id === null) return undefined
  return await client.deployments.read({ params: { id } }).catch((error: unknown) => {
    if (isStatus(error, 404)) return undefined
    throw error
  })
}

/**
 * Makes the configuration of a job: the pool's defaults, the deployment's infrastructure block and variables, the run's
 * own variables, in the pool's template.
 *
 * @throws InvalidJob naming what does not fit.
 */
export async function configurationFor<Configuration>(
  client: Client,
  type: WorkerType<Configuration>,
  template: BaseJobTemplate,
  flowRun: FlowRun,
  deployment: Deployment | undefined,
  infrastructure: JobVariables | undefined,
): Promise<Configuration> {
  const variables = jobVariables(template, infrastructure, deployment && overridesOf(deployment), flowRun.job_variables)
  const filled = await fillTemplate(template.job_configuration, variables, serverValues(client))
  const configuration = await type.configuration()
  const parsed = configuration.safeParse({ ...filled, name: filled['name'] ?? flowRun.name })
  if (parsed.success) return parsed.data
  const { prettifyError } = await import('zod')
  throw new InvalidJob(`the job variables do not fit the work pool:\n${prettifyError(parsed.error)}`)
}

/** A 2.x server answers `infra_overrides`, a 3.x one `job_variables`. */
const overridesOf = (deployment: Partial<Pick<Deployment, 'job_variables' | 'infra_overrides'>>): JobVariables =>
  deployment.job_variables ?? deployment.infra_overrides ?? {}

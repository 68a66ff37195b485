import type { Client } from '@millrace/client'
import { isStatus } from '@millrace/client/errors'
import type { Deployment, DeploymentUpdate } from '@millrace/protocol'
import { DeploymentError } from './errors.ts'

type Body = Parameters<Client['deployments']['create']>[0]['body']

/**
 * Creates a deployment, or changes the one of that flow and name. A server of Prefect 2, which refuses what is newer than itself, gets
 * what it knows.
 *
 * @throws DeploymentError when what it does not know was asked for.
 */
export async function createDeployment(client: Client, body: Body): Promise<Deployment> {
  try {
    return await client.deployments.create({ body })
  } catch (error) {
    if (!isStatus(error, 422) || !(await isSecond(client))) throw error
    return await client.deployments.create({ body: bodyForSecond(body) })
  }
}

/**
 * Changes a deployment that is there. Prefect 2 does so by creating it again: its updates know neither pull steps nor parameters.
 *
 * @throws DeploymentError as `createDeployment`.
 */
export async function updateDeployment(client: Client, { id, flow_id: flowId, name }: Deployment, body: DeploymentUpdate): Promise<void> {
  try {
    await client.deployments.update({ params: { id }, body })
  } catch (error) {
    if (!isStatus(error, 422) || !(await isSecond(client))) throw error
    const { schedules = [], parameters, job_variables: variables, is_schedule_active: _, enforce_parameter_schema: enforce, ...rest } = body
    await createDeployment(client, {
      ...rest,
      schedules: schedules.flatMap(({ schedule, active, catchup, ...each }) =>
        schedule ? [{ ...each, schedule, active: active ?? true, catchup: catchup ?? false }] : [],
      ),
      parameters: parameters ?? {},
      job_variables: variables ?? {},
      enforce_parameter_schema: enforce ?? true,
      name,
      flow_id: flowId,
    })
  }
}

/** Whether a server is one of Prefect 2. */
export const isSecond = async (client: Client): Promise<boolean> => (await client.admin.version()).startsWith('2.')

function bodyForSecond(body: Body): Body {
  const { labels: _, version_info: __, concurrency_limit: limit, concurrency_options: ___, ...known } = body
  if (limit !== null && limit !== undefined)
    throw new DeploymentError('a server of Prefect 2 limits no deployments: leave out concurrency_limit, or limit their work queue')
  return { ...known, parameter_openapi_schema: schemaForSecond(known.parameter_openapi_schema) }
}

/** In the JSON Schema that Prefect 2 checks by, `required` has a name at least. */
function schemaForSecond(schema: Body['parameter_openapi_schema']): Body['parameter_openapi_schema'] {
  const required = schema?.['required']
  if (!schema || !Array.isArray(required) || required.length > 0) return schema
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => keyword !== 'required'))
}

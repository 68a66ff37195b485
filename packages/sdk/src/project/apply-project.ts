import type { Client } from '@millrace/client'
import { isStatus } from '@millrace/client/errors'
import type { Deployment } from '@millrace/protocol'
import { createDeployment, updateDeployment } from '../deployments/save-deployment.ts'
import { putAutomations } from '../triggers/put-automations.ts'
import type { CompleteDeployment } from './complete.ts'

/** The label of a deployment that a project made; its value is the project's name. */
export const PROJECT_LABEL = 'millrace.project'

/** The deployment of that name, undefined where there is none. */
export async function deploymentThere(client: Client, flowName: string, name: string): Promise<Deployment | undefined> {
  try {
    return await client.deployments.readByName({ params: { flow_name: flowName, deployment_name: name } })
  } catch (error) {
    if (isStatus(error, 404)) return undefined
    throw error
  }
}

/**
 * Creates a deployment, or changes the one of that flow and name, and puts the automations of its triggers in place of
 * those that it has. One that it creates is marked as this project's.
 */
export async function applyProjectDeployment(
  client: Client,
  { flowName, name, fields, schedules, automations }: CompleteDeployment,
  project: string,
): Promise<{ readonly id: string; readonly created: boolean }> {
  const there = await deploymentThere(client, flowName, name)
  const id = there?.id ?? (await create())
  if (there !== undefined) await updateDeployment(client, there, { ...fields, ...(schedules === undefined ? {} : { schedules }) })
  await putAutomations(client, id, automations(id))
  return { id, created: there === undefined }

  async function create(): Promise<string> {
    const { id: flow } = await client.flows.create({ body: { name: flowName } })
    const { parameters, job_variables: variables, enforce_parameter_schema: enforce, is_schedule_active: _, ...rest } = fields
    const made = await createDeployment(client, {
      ...rest,
      parameters: parameters ?? {},
      job_variables: variables ?? {},
      enforce_parameter_schema: enforce ?? true,
      schedules: schedules ?? [],
      name,
      flow_id: flow,
      labels: { [PROJECT_LABEL]: project },
    })
    return made.id
  }
}

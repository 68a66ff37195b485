import type { Client } from '@millrace/client'
import { isStatus } from '@millrace/client/errors'
import type { Deployment } from '@millrace/protocol'

/** The deployment that the server has under that name; undefined when there is none. */
export async function existingDeployment(client: Client, flowName: string, name: string): Promise<Deployment | undefined> {
  try {
    return await client.deployments.readByName({ params: { flow_name: flowName, deployment_name: name } })
  } catch (error) {
    if (isStatus(error, 404)) return undefined
    throw error
  }
}

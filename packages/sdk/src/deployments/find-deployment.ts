import type { Client } from '@millrace/client'
import { isStatus } from '@millrace/client/errors'
import { type Deployment, uuid } from '@millrace/protocol'
import { nearest } from '@millrace/settings'
import { DeploymentNotFound, InvalidDeploymentName } from './errors.ts'

/**
 * Finds a deployment by `flow/deployment` or by its id.
 *
 * @throws DeploymentNotFound with the nearest names, InvalidDeploymentName for anything that is neither.
 */
export async function findDeployment(client: Client, nameOrId: string): Promise<Deployment> {
  const read = reading(client, nameOrId)
  try {
    return await read()
  } catch (error) {
    if (isStatus(error, 404)) throw new DeploymentNotFound(nameOrId, nearest(nameOrId, await allNames(client)))
    throw error
  }
}

function reading(client: Client, nameOrId: string): () => Promise<Deployment> {
  const [flowName, name, ...more] = nameOrId.split('/')
  if (flowName && name && more.length === 0)
    return () => client.deployments.readByName({ params: { flow_name: flowName, deployment_name: name } })
  const id = uuid.safeParse(nameOrId)
  if (id.success) return () => client.deployments.read({ params: { id: id.data } })
  throw new InvalidDeploymentName(`Invalid deployment name. Expected '<flow-name>/<deployment-name>', got '${nameOrId}'`)
}

async function allNames(client: Client): Promise<readonly string[]> {
  const deployments = await client.deployments.filter({ body: { limit: 200 } })
  const ids = [...new Set(deployments.map(({ flow_id: id }) => id))]
  const flows = ids.length === 0 ? [] : await client.flows.filter({ body: { flows: { id: { any_: ids } }, limit: 200 } })
  const flowNames = new Map(flows.map(({ id, name }) => [id, name]))
  return deployments.map(({ flow_id: id, name }) => `${flowNames.get(id) ?? '?'}/${name}`)
}

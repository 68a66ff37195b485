import type { Client } from '@millrace/client'
import { isStatus } from '@millrace/client/errors'
import type { AutomationCreate } from '@millrace/protocol'
import { ownerOf } from './automations-of.ts'

/**
 * Puts automations in place of those that belong to a deployment. Our server does so in one step: of two deploys at once, those of one
 * are left. Prefect's has no such call; there it takes several, as Prefect's own clients make them.
 */
export async function putAutomations(client: Client, deploymentId: string, automations: readonly AutomationCreate[]): Promise<void> {
  const params = { resource_id: ownerOf(deploymentId) }
  try {
    await client.automations.replaceOwnedBy({ params, body: [...automations] })
  } catch (error) {
    if (!isStatus(error, 404) && !isStatus(error, 405)) throw error
    await replaceOneByOne(client, params, automations)
  }
}

async function replaceOneByOne(
  client: Client,
  params: { readonly resource_id: string },
  automations: readonly AutomationCreate[],
): Promise<void> {
  try {
    await client.automations.deleteOwnedBy({ params })
  } catch (error) {
    // A server of Prefect 2 that has no automations needs none to be taken away.
    if (!isStatus(error, 404) || automations.length > 0) throw error
  }
  for (const body of automations) await client.automations.create({ body })
}

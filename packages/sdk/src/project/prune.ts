import type { Client } from '@millrace/client'
import type { Deployment } from '@millrace/protocol'
import { isSecond } from '../deployments/save-deployment.ts'
import { PROJECT_LABEL } from './apply-project.ts'
import { ProjectError } from './errors.ts'

/** A deployment that the project made and has no longer. */
export interface GoneDeployment {
  readonly id: string
  /** `flow/deployment` */
  readonly name: string
}

const PAGE = 200

/**
 * The deployments that this project made, by their mark, and that are not among `kept` (`flow/deployment`).
 *
 * @throws ProjectError for a server of Prefect 2, which keeps no marks.
 */
export async function goneDeployments(client: Client, project: string, kept: ReadonlySet<string>): Promise<GoneDeployment[]> {
  if (await isSecond(client)) {
    throw new ProjectError(
      "a server of Prefect 2 keeps no labels, so nobody knows which deployments are this project's: delete by name, with 'millrace deployment delete FLOW/NAME'",
    )
  }
  const own: Deployment[] = []
  for (let offset = 0; ; offset += PAGE) {
    const page = await client.deployments.filter({ body: { limit: PAGE, offset } })
    own.push(...page.filter(({ labels }) => labels?.[PROJECT_LABEL] === project))
    if (page.length < PAGE) break
  }
  const flows = new Map<string, string>()
  const ids = [...new Set(own.map(({ flow_id: flow }) => flow))]
  for (let at = 0; at < ids.length; at += PAGE)
    for (const { id, name } of await client.flows.filter({ body: { flows: { id: { any_: ids.slice(at, at + PAGE) } }, limit: PAGE } }))
      flows.set(id, name)
  return own.map(({ id, flow_id: flow, name }) => ({ id, name: `${flows.get(flow) ?? '?'}/${name}` })).filter(({ name }) => !kept.has(name))
}

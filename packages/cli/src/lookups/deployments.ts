import type { Client } from '@millrace/client'
import type { Deployment } from '@millrace/protocol'
import { CommandFailure, WrongUsage } from '../errors.ts'
import { flowNames } from './flow-names.ts'
import { ifThere, orMissing } from './missing.ts'
import { readPages } from './pages.ts'

/** A deployment with the name people call it by: `flow/deployment`. */
export interface NamedDeployment {
  readonly deployment: Deployment
  readonly name: string
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Finds a deployment by `flow/deployment` or by its id; the error has the nearest names. */
export async function findDeployment(client: Client, nameOrId: string): Promise<NamedDeployment> {
  if (UUID.test(nameOrId)) return await byId(client, nameOrId)
  const at = nameOrId.indexOf('/')
  if (at < 1 || at === nameOrId.length - 1) {
    throw new CommandFailure(
      `Invalid deployment name. Expected '<flow-name>/<deployment-name>', got '${nameOrId}'${await suggestion(client, nameOrId)}`,
    )
  }
  const names = { flow_name: nameOrId.slice(0, at), deployment_name: nameOrId.slice(at + 1) }
  const deployment = await ifThere(client.deployments.readByName({ params: names }))
  if (deployment !== undefined) return { deployment, name: nameOrId }
  throw new CommandFailure(`Deployment '${nameOrId}' not found!${await suggestion(client, nameOrId)}`)
}

/** The deployment that a command names, by argument or by `--id`, exactly one of them. */
export async function findNamedOrId(client: Client, name: string | undefined, id: string | undefined): Promise<NamedDeployment> {
  if (name !== undefined && id !== undefined) throw new WrongUsage('Expected a deployment name or --id, got both.')
  if (name !== undefined) return await findDeployment(client, name)
  if (id !== undefined) return await byId(client, id)
  throw new WrongUsage("Expected a deployment name, '<flow-name>/<deployment-name>', or --id.")
}

/** All deployments, or those of some flows, by name. */
export async function listDeployments(
  client: Client,
  flows: readonly string[] = [],
  newestFirst = false,
): Promise<readonly NamedDeployment[]> {
  const deployments = await readPages(
    async (page) =>
      await client.deployments.filter({
        body: {
          ...page,
          ...(flows.length === 0 ? {} : { flows: { name: { any_: [...flows] } } }),
          sort: newestFirst ? 'CREATED_DESC' : 'NAME_ASC',
        },
      }),
  )
  const names = await flowNames(
    client,
    deployments.map(({ flow_id }) => flow_id),
  )
  const named = deployments.map((deployment) => ({ deployment, name: `${names.get(deployment.flow_id) ?? '?'}/${deployment.name}` }))
  return newestFirst ? named : named.toSorted((a, b) => a.name.localeCompare(b.name))
}

async function byId(client: Client, id: string): Promise<NamedDeployment> {
  const deployment = await orMissing(client.deployments.read({ params: { id } }), `Deployment '${id}' not found!`)
  const names = await flowNames(client, [deployment.flow_id])
  return { deployment, name: `${names.get(deployment.flow_id) ?? '?'}/${deployment.name}` }
}

async function suggestion(client: Client, wanted: string): Promise<string> {
  const { nearest } = await import('@millrace/settings')
  const names = (await listDeployments(client)).map(({ name }) => name)
  const like = nearest(wanted, names)
  return like.length === 0 ? '' : ` Did you mean ${like.map((name) => `'${name}'`).join(' or ')}?`
}

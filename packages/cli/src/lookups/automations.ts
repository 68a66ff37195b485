import type { Client } from '@millrace/client'
import type { Automation } from '@millrace/protocol'
import { namedIds, type NamedKind } from '@millrace/protocol/automation-words'
import { CommandFailure, WrongUsage } from '../errors.ts'
import { didYouMean } from './did-you-mean.ts'
import { orMissing } from './missing.ts'
import { readPages } from './pages.ts'

/** All automations, by name. */
export const listAutomations = async (client: Client): Promise<readonly Automation[]> =>
  await readPages(async (page) => await client.automations.filter({ body: { ...page, sort: 'NAME_ASC' } }))

/** The automations that a command names: all of this name, which need not be unique, or the one with this id; at least one. */
export async function findAutomations(client: Client, name: string | undefined, id: string | undefined): Promise<readonly Automation[]> {
  if (name !== undefined && id !== undefined) throw new WrongUsage('Expected the name of an automation or --id, got both.')
  if (id !== undefined) return [await orMissing(client.automations.read({ params: { id } }), `Automation with id '${id}' not found.`)]
  if (name === undefined) throw new WrongUsage('Expected the name of an automation, or --id.')
  const found = await readPages(
    async (page) => await client.automations.filter({ body: { ...page, automations: { name: { any_: [name] } }, sort: 'NAME_ASC' } }),
  )
  if (found.length > 0) return found
  const names = (await listAutomations(client)).map((automation) => automation.name)
  throw new CommandFailure(`Automation '${name}' not found.${await didYouMean(name, names)}`)
}

/** The one automation that a command names; several of one name have to be told apart by their ids. */
export async function findAutomation(client: Client, name: string | undefined, id: string | undefined): Promise<Automation> {
  const [first, ...others] = await findAutomations(client, name, id)
  if (first !== undefined && others.length === 0) return first
  const ids = [first, ...others].map((each) => `  ${each?.id ?? ''}`).join('\n')
  throw new CommandFailure(`Several automations are named '${name ?? ''}'; use --id with one of these:\n${ids}`)
}

/** The names of what automations act on and wait for, by their ids: a call for each kind of them. */
export async function targetNames(client: Client, automations: readonly Automation[]): Promise<ReadonlyMap<string, string>> {
  const all = automations.map(namedIds)
  const idsOf = (kind: NamedKind): string[] => [...new Set(all.flatMap((ids) => ids[kind]))]
  const [deployments, flows, pools, queues, others] = [
    idsOf('deployment'),
    idsOf('flow'),
    idsOf('work-pool'),
    idsOf('work-queue'),
    idsOf('automation'),
  ]
  const any = (ids: string[]): { readonly id: { readonly any_: string[] } } => ({ id: { any_: ids } })
  const found = await Promise.all([
    deployments.length === 0 ? [] : client.deployments.filter({ body: { deployments: any(deployments) } }),
    flows.length === 0 ? [] : client.flows.filter({ body: { flows: any(flows) } }),
    pools.length === 0 ? [] : client.workPools.filter({ body: { work_pools: any(pools) } }),
    queues.length === 0 ? [] : client.workQueues.filter({ body: { work_queues: any(queues) } }),
    others.length === 0 ? [] : client.automations.filter({ body: { automations: any(others) } }),
  ])
  return new Map(found.flat().map(({ id, name }) => [id, name]))
}

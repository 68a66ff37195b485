import type { Client } from '@millrace/client'
import { DEFAULT_AGENT_POOL, type WorkQueue } from '@millrace/protocol'
import { orMissing } from './missing.ts'
import { readPages } from './pages.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Finds a queue by its id, or by its name in a pool (default: the one of agents); the error has the queues that there are. */
export async function findQueue(client: Client, nameOrId: string, pool: string | undefined): Promise<WorkQueue> {
  if (UUID.test(nameOrId))
    return await orMissing(client.workQueues.read({ params: { id: nameOrId } }), `No work queue found with id '${nameOrId}'.`)
  const poolName = pool ?? DEFAULT_AGENT_POOL
  return await orMissing(client.workPools.readQueue({ params: { work_pool_name: poolName, name: nameOrId } }), async () => {
    await findPool(client, poolName)
    const names = (await listQueues(client, poolName)).map(({ name }) => `'${name}'`)
    return `No work queue named '${nameOrId}' found in work pool '${poolName}'.${names.length === 0 ? '' : ` There are: ${names.join(', ')}.`}`
  })
}

/** The queues of a pool, the ones that are served first at the top. */
export const listQueues = async (client: Client, pool: string): Promise<readonly WorkQueue[]> =>
  await readPages(
    async (page) =>
      await orMissing(
        client.workPools.filterQueues({ params: { work_pool_name: pool }, body: page }),
        async () => await noPool(client, pool),
      ),
  )

/** Fails, naming the pools that are alike, when there is no pool of this name. */
export const findPool = async (client: Client, name: string): ReturnType<Client['workPools']['read']> =>
  await orMissing(client.workPools.read({ params: { name } }), async () => await noPool(client, name))

async function noPool(client: Client, name: string): Promise<string> {
  const { nearest } = await import('@millrace/settings')
  const pools = (await readPages(async (page) => await client.workPools.filter({ body: page }))).map((pool) => pool.name)
  const like = nearest(name, pools)
  const shown = like.length > 0 ? ` Did you mean ${like.map((each) => `'${each}'`).join(' or ')}?` : ''
  return `Work pool '${name}' not found!${shown === '' && pools.length > 0 ? ` There are: ${pools.map((each) => `'${each}'`).join(', ')}.` : shown}`
}

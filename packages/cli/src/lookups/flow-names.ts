import type { Client } from '@millrace/client'
import { MAXIMUM_LIMIT } from '@millrace/protocol'

/** The names of flows by their ids. */
export async function flowNames(client: Client, ids: Iterable<string>): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids)]
  const names = new Map<string, string>()
  for (let start = 0; start < wanted.length; start += MAXIMUM_LIMIT) {
    const flows = await client.flows.filter({ body: { flows: { id: { any_: wanted.slice(start, start + MAXIMUM_LIMIT) } } } })
    for (const { id, name } of flows) names.set(id, name)
  }
  return names
}

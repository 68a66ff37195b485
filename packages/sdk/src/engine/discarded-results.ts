import type { Client } from '@millrace/client'
import { isStatus } from '@millrace/client/errors'
import { DISCARDED_RESULTS } from '@millrace/protocol/constants'

/**
 * The keys of results that a restart has told this flow run not to take again. None on a server that knows of no restarts.
 *
 * @throws ApiError when the server does not answer: nobody can tell then what may be taken.
 */
export async function discardedResults(client: Client, flowRunId: string): Promise<ReadonlySet<string>> {
  try {
    const text = await client.flowRunInputs.read({ params: { id: flowRunId, key: DISCARDED_RESULTS } })
    return new Set(JSON.parse(text) as string[])
  } catch (error) {
    if (isStatus(error, 404)) return new Set()
    throw error
  }
}

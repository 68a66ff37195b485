import type { Client } from '@millrace/client'
import type { FlowRun } from '@millrace/protocol'
import { CommandFailure } from '../errors.ts'
import { ifThere } from './missing.ts'

const UUID = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i

/** The flow run with this id or name. Names need not be unique: then the ids are asked for. */
export async function findFlowRun(client: Client, idOrName: string): Promise<FlowRun> {
  const byId = UUID.test(idOrName) ? await ifThere(client.flowRuns.read({ params: { id: idOrName.toLowerCase() } })) : undefined
  if (byId !== undefined) return byId
  const named = await client.flowRuns.filter({ body: { flow_runs: { name: { any_: [idOrName] } }, limit: 10 } })
  const [run, ...others] = named
  if (run === undefined) throw new CommandFailure(`Flow run '${idOrName}' not found!`)
  if (others.length === 0) return run
  const list = named.map(({ id, state_name: state }) => `  ${id} (${state ?? 'no state'})`).join('\n')
  throw new CommandFailure(`Several flow runs are named '${idOrName}'; use the id of one:\n${list}`)
}

import type { Client } from '@millrace/client'
import type { Deployment, Json } from '@millrace/protocol'
import { pending } from '@millrace/protocol/states'
import { activeFlowRun } from '../context/flow-run.ts'
import { originsOf } from '../engine/origins.ts'
import { numbered } from '../engine/numbered.ts'
import { fingerprint } from '../identifiers.ts'

/**
 * Ties a deployment's run to the flow that asks for it: a task run stands for it there, the same one in every attempt
 * that has the same `callKey`. Undefined outside of flows.
 */
export async function createParentTaskRun(
  client: Client,
  { flow_id: flowId, name }: Deployment,
  parameters: Readonly<Record<string, Json>>,
  callKey: string | undefined,
): Promise<string | undefined> {
  const parent = activeFlowRun.peek()
  if (parent === undefined) return undefined
  const { name: flowName } = await client.flows.read({ params: { id: flowId } })
  const label = `${flowName}/${name}`
  const key = `run_deployment-${fingerprint(label, 8)}`
  const { name: runName, dynamicKey } = numbered({ name: label, key }, parent)
  const { id } = await client.taskRuns.create({
    body: {
      flow_run_id: parent.info.id,
      name: runName,
      task_key: key,
      dynamic_key: callKey ?? dynamicKey,
      state: pending(),
      task_inputs: Object.fromEntries(Object.entries(parameters).map(([input, value]) => [input, originsOf(value)])),
    },
  })
  return id
}

import type { AppliedDeployment } from '@millrace/sdk/deployments'
import { DEFAULT_AGENT_POOL } from '@millrace/protocol'
import type { Output } from './output.ts'

/** Says that a deployment is registered, and how its runs will be started. */
export function printApplied(output: Output, { id, flowName, name, pool, queue, withoutQueue }: AppliedDeployment): void {
  output.line({ text: `Deployment '${flowName}/${name}' successfully created with id '${id}'.`, style: 'green' })
  if (withoutQueue) {
    output.warning(
      `The deployment names no work queue and no work pool: its runs wait in the queue 'default' of '${DEFAULT_AGENT_POOL}' until an agent polls it (millrace agent start -q default).`,
    )
    return
  }
  if (pool === DEFAULT_AGENT_POOL) {
    output.line(`\nTo execute flow runs from this deployment, start an agent that pulls work from the '${queue ?? 'default'}' work queue:`)
    output.line({ text: `$ millrace agent start -q '${queue ?? 'default'}'`, style: 'blue' })
    return
  }
  output.line(`\nTo execute flow runs from this deployment, start a worker that pulls work from the '${pool}' work pool:`)
  output.line({ text: `$ millrace worker start -p '${pool}'`, style: 'blue' })
}

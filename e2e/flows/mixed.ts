import { flow, flowRunResult, logger } from 'millrace'
import { runDeployment } from 'millrace/deployments'

/** Called by Python. */
export const answers = flow({ name: 'typescript-answers' }, async function answers(name = 'world'): Promise<string> {
  logger().info(`typescript answers ${name}`)
  return name
})

/** Calls Python. */
export const asks = flow({ name: 'typescript-asks' }, async function asks(deployment: string, name: string): Promise<string> {
  const run = await runDeployment(deployment, { parameters: { name }, timeout: 180, pollInterval: 1 })
  const state = run.state?.type
  if (state !== 'COMPLETED') throw new Error(`python ended as ${state}`)
  logger().info(`python ended as ${state} and answered ${await flowRunResult<string>(run)}`)
  return state
})

import { crashed } from '@millrace/protocol/states'
import { asError } from '../errors.ts'
import type { FlowDefinition } from '../flow-definition.ts'
import { RunState } from '../states/run-state.ts'
import type { FlowExecution } from './flow-execution.ts'

/** What stands around the runs of a deployment where they execute, as environments of Prefect 1 do. Local calls do not have it. */
export interface FlowEnvironment {
  /** Prepares what the run needs, in its own process and before it is Running. An error of it makes the run Crashed. */
  readonly setup?: ((flow: Pick<FlowDefinition, 'name'>) => unknown) | undefined
  /** Executes the run: calls `run()` once, within whatever it needs, and answers what that answers. */
  readonly execute?: (<Result>(run: () => Promise<Result>) => Promise<Result>) | undefined
}

/** Sets the environment of a flow up, and executes the run in it. */
export async function inEnvironment(execution: FlowExecution, run: () => Promise<RunState>): Promise<RunState> {
  const { definition, log, proposer } = execution
  const { environment } = definition.options
  if (environment === undefined) return await run()
  log.info(`Loaded flow '${definition.name}'${definition.file === undefined ? '' : ` from ${definition.file}`}`)
  if (environment.setup !== undefined) {
    log.info('Setting up the environment of the flow')
    try {
      await environment.setup(definition)
    } catch (error) {
      log.error(`The environment of the flow could not be set up: ${asError(error).stack ?? asError(error).message}`)
      const message = `The environment of the flow could not be set up: ${asError(error).message}`
      return RunState.fromWire(await proposer.propose(crashed({ message })), { error: asError(error) })
    }
  }
  log.info('Executing the flow run in its environment')
  return environment.execute === undefined ? await run() : await environment.execute(run)
}

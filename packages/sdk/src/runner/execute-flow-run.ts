import { existsSync } from 'node:fs'
import type { Client } from '@millrace/client'
import type { Deployment, FlowRun } from '@millrace/protocol'
import { ATTEMPT_HEADER } from '@millrace/protocol/constants'
import { crashed } from '@millrace/protocol/states'
import { currentSession, disconnect } from '../connection/session.ts'
import { loadFlow } from '../entrypoints/load-flow.ts'
import type { Watcher } from '../engine/run-flow.ts'
import { runFlowRun } from '../engine/lazy.ts'
import { asError, describeError, MillraceError } from '../errors.ts'
import type { AnyFlow } from '../any-flow.ts'
import { createLogger } from '../logging/run-logger.ts'
import type { RunState } from '../states/run-state.ts'
import { ATTEMPT_VARIABLE, WORKER_VARIABLE } from './flow-run-environment.ts'
import { fetchCode } from './fetch-code.ts'
import { folderFromSteps } from './pull-steps.ts'

/** What the process of a flow run exits with. */
export const EXIT = { done: 0, failed: 1 } as const

export interface ExecuteOptions {
  /** The attempt that the run was claimed with; default: what whoever started this process says. */
  readonly attempt?: number | undefined
  /** Where the flow is, for a run that belongs to no deployment. Nobody watches over that: this process keeps its lease. */
  readonly entrypoint?: string | undefined
}

/**
 * Executes a deployment's flow run in this process: goes to the folder of its code, loads its flow and runs it under
 * that run. Answers the exit code of the process: 0 when the run completed or waits, 1 when it did not.
 *
 * A flow that cannot be loaded makes the run Crashed, with the reason.
 */
export async function executeFlowRun(flowRunId: string, options: ExecuteOptions = {}): Promise<number> {
  const { attempt = attemptFromEnvironment(), entrypoint } = options
  const { client } = await currentSession()
  try {
    const run = await client.flowRuns.read({ params: { id: flowRunId } })
    const flow = entrypoint === undefined ? await loadOrCrash(client, run, attempt) : await loadFlow(entrypoint)
    if (flow === undefined) return EXIT.failed
    const watcher = entrypoint === undefined ? watcherFromEnvironment() : 'nobody'
    return exitCodeOf(await runFlowRun(flowRunId, { client, flow, watcher, ...(attempt === undefined ? {} : { attempt }) }))
  } catch (error) {
    process.stderr.write(`flow run ${flowRunId}: ${describeError(error)}\n`)
    return EXIT.failed
  } finally {
    await disconnect()
  }
}

async function loadOrCrash(client: Client, run: FlowRun, attempt: number | undefined): Promise<AnyFlow | undefined> {
  try {
    return await flowOf(client, run)
  } catch (error) {
    await tell(run, error)
    await client.flowRuns.setState({
      params: { id: run.id },
      body: { state: crashed({ message: `The flow could not be loaded: ${asError(error).message}` }) },
      ...(attempt === undefined ? {} : { headers: { [ATTEMPT_HEADER]: String(attempt) } }),
    })
    return undefined
  }
}

/** Loads the flow of a deployment's run, in the folder of its code. */
export async function flowOf(client: Client, { name, deployment_id: id }: FlowRun): Promise<AnyFlow> {
  if (id === null) throw new MillraceError(`flow run '${name}' belongs to no deployment, so nobody knows where its code is`)
  const deployment = await client.deployments.read({ params: { id } })
  if (deployment.entrypoint === null) throw new MillraceError(`deployment '${deployment.name}' has no entrypoint`)
  await enterFolder(client, deployment)
  return await loadFlow(deployment.entrypoint)
}

async function enterFolder(client: Client, deployment: Deployment): Promise<void> {
  const { name, path } = deployment
  const fetched = (await folderFromSteps(client, deployment)) ?? (await fetchCode(client, deployment))
  const folder = fetched ?? path ?? undefined
  if (folder === undefined) return
  if (!existsSync(folder)) throw new MillraceError(`the code of deployment '${name}' is in ${folder}, which is not on this machine`)
  process.chdir(folder)
}

/** To the console and to the run's log, with the stack of the user's own error. */
async function tell(run: FlowRun, error: unknown): Promise<void> {
  const session = await currentSession()
  const speaker = { source: 'millrace.flow_runs', label: () => `Flow run '${run.name}'`, flowRunId: run.id, taskRunId: null }
  const { message, cause } = asError(error)
  const stack = cause instanceof Error ? `\n${cause.stack ?? cause.message}` : ''
  createLogger(speaker, session).error(`The flow could not be loaded: ${message}${stack}`)
}

function exitCodeOf({ type }: RunState): number {
  return type === 'COMPLETED' || type === 'SCHEDULED' || type === 'PAUSED' ? EXIT.done : EXIT.failed
}

/** The worker on this machine that started this process; from elsewhere it cannot be seen. */
function watcherFromEnvironment(): Watcher {
  const worker = Number(process.env[WORKER_VARIABLE] ?? '')
  return Number.isInteger(worker) && worker > 0 ? { worker } : 'somebody'
}

function attemptFromEnvironment(): number | undefined {
  const attempt = process.env[ATTEMPT_VARIABLE]
  return attempt === undefined || attempt === '' ? undefined : Number(attempt)
}

import type { Client } from '@millrace/client'
import { isStatus } from '@millrace/client/errors'
import type { AnyFlow } from '../any-flow.ts'
import { NoServer } from '../connection/errors.ts'
import { currentSession, type Session } from '../connection/session.ts'
import { describeError } from '../errors.ts'
import { createLogger, type Logger } from '../logging/run-logger.ts'
import { checkServed } from './check-options.ts'
import { registerDeployment } from './deploy.ts'
import { runDueRuns } from './due-runs.ts'
import { endingSignal } from './ending-signal.ts'
import type { DeploymentOptions, ServeOptions } from './options.ts'

/** A deployment that is served, with its flow. */
export interface ServedDeployment extends DeploymentOptions {
  readonly flow: AnyFlow
  /** Most runs at once in all processes that serve it (default: as it was). */
  readonly concurrencyLimit?: number | undefined
}

/**
 * Registers deployments and runs what is due of them in this process, until that is told to end or `signal` aborts; then
 * the deployments are paused. Resolves when all runs are over.
 *
 * @throws DeploymentError for what is no deployment of a flow; NoServer without a server that others reach as well: nobody could ask for a run.
 */
export async function serveDeployments(deployments: readonly ServedDeployment[], options: ServeOptions): Promise<void> {
  checkServed(deployments)
  const session = await currentSession()
  const { client, settings } = session
  if (!/^https?:/.test(client.transport.address)) {
    throw new NoServer("serving needs a server that schedules runs: start one with 'millrace server start', or set MILLRACE_API_URL")
  }
  const log = servingLog(session)
  using ending = endingSignal(options.signal)
  const flows = new Map<string, AnyFlow>()
  for (const { flow, concurrencyLimit, ...deployment } of deployments) {
    const { id } = await registerDeployment(client, flow.definition, deployment)
    if (concurrencyLimit !== undefined) await client.deployments.update({ params: { id }, body: { concurrency_limit: concurrencyLimit } })
    flows.set(id, flow)
    log.info(`serving '${flow.name}/${deployment.name}'; to run it now: millrace deployment run '${flow.name}/${deployment.name}'`)
  }
  try {
    const { limit = settings.runner.processLimit, runOnce = false } = options
    await runDueRuns({ client, settings, flows, log, limit, once: runOnce, signal: ending.signal })
  } finally {
    if (options.pauseOnShutdown !== false) await pauseAll(client, [...flows.keys()], log)
    await session.flush()
  }
}

const servingLog = ({ settings, print }: Session): Logger =>
  createLogger({ source: 'millrace.serve', label: () => 'serve', flowRunId: null, taskRunId: null }, { settings, print })

async function pauseAll({ deployments }: Client, ids: readonly string[], log: Logger): Promise<void> {
  log.info(`pausing ${ids.length} deployment${ids.length === 1 ? '' : 's'}`)
  for (const id of ids) {
    try {
      await deployments.pause({ params: { id } })
    } catch (error) {
      if (!isStatus(error, 404)) log.error(`a deployment could not be paused: ${describeError(error)}`)
    }
  }
}

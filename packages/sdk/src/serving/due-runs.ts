import type { Client } from '@millrace/client'
import { ApiError } from '@millrace/client/errors'
import type { FlowRun } from '@millrace/protocol'
import { addSeconds, timestampOf } from '@millrace/protocol/instants'
import { crashed, pending } from '@millrace/protocol/states'
import type { Settings } from '@millrace/settings'
import type { AnyFlow } from '../any-flow.ts'
import { createProposer } from '../engine/propose.ts'
import { runFlowRun } from '../engine/run-flow-run.ts'
import { describeError, RunAborted, RunSuperseded } from '../errors.ts'
import type { Logger } from '../logging/run-logger.ts'
import { wait } from '../wait.ts'

export interface Serving {
  readonly client: Client
  readonly settings: Settings
  /** What is served, by the deployment's id. */
  readonly flows: ReadonlyMap<string, AnyFlow>
  readonly log: Logger
  /** Most runs at once. */
  readonly limit: number
  /** Look once, and take no more. */
  readonly once: boolean
  readonly signal: AbortSignal
}

const PATH = '/deployments/get_scheduled_flow_runs'

/** Takes the due runs of deployments and executes them here, once or until `signal` aborts; resolves when those under way are over. */
export async function runDueRuns(serving: Serving): Promise<void> {
  const { signal, limit, once, log, settings } = serving
  const running = new Map<string, Promise<void>>()
  const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  while (!signal.aborted) {
    if (running.size >= limit) {
      await Promise.race([...running.values(), aborted])
      continue
    }
    const { runs, waited } = await look(serving, limit - running.size)
    const fresh = runs.filter(({ id }) => !running.has(id))
    // Claimed before the next look, to which the server would name them again.
    await Promise.all(
      fresh.map((run) => {
        const { promise: claimed, resolve } = Promise.withResolvers<void>()
        const over = execute(serving, run, resolve).finally(() => running.delete(run.id))
        running.set(run.id, over)
        return Promise.race([claimed, over])
      }),
    )
    if (once) break
    if (waited && fresh.length === runs.length) continue
    await wait(settings.runner.pollFrequency * 1000, signal).catch(() => undefined)
  }
  if (running.size > 0) log.info(`waiting for ${running.size} flow run${running.size === 1 ? '' : 's'} to end`)
  await Promise.all(running.values())
}

interface Found {
  readonly runs: readonly FlowRun[]
  /** Whether the server held back the answer until there was something. */
  readonly waited: boolean
}

/** Asks the server to wait until a run is due; one that does not know how answers at once. */
async function look({ client, settings, flows, log, signal }: Serving, limit: number): Promise<Found> {
  const { pollFrequency } = settings.runner
  try {
    const { status, body, headers } = await client.transport.send({
      method: 'POST',
      path: PATH,
      headers: { prefer: `wait=${Math.max(1, Math.round(pollFrequency))}` },
      body: {
        deployment_ids: [...flows.keys()],
        scheduled_before: addSeconds(timestampOf(new Date()), settings.worker.prefetchSeconds),
        limit,
      },
      signal,
    })
    if (status !== 200) throw new ApiError(`POST ${PATH}`, status, body)
    return { runs: body as FlowRun[], waited: headers['preference-applied']?.includes('wait=') ?? false }
  } catch (error) {
    if (!signal.aborted) log.error(`could not look for due runs: ${describeError(error)}`)
    return { runs: [], waited: false }
  }
}

/** Claims a run, so that no other process takes it, and runs it. */
async function execute(
  { client, flows, log }: Serving,
  { id, name, deployment_id: deploymentId }: FlowRun,
  onClaimed: () => void,
): Promise<void> {
  const flow = flows.get(deploymentId ?? '')
  if (flow === undefined) return
  const proposer = createProposer(client, id)
  try {
    const claimed = await proposer.propose(pending())
    // It waits for a slot, or somebody cancelled it.
    if (claimed.type !== 'PENDING') return
    onClaimed()
    const { attempt } = proposer
    await runFlowRun(id, { client, flow, watcher: 'nobody', ...(attempt === undefined ? {} : { attempt }) })
  } catch (error) {
    if (error instanceof RunAborted || error instanceof RunSuperseded) return log.debug(`flow run '${name}': ${describeError(error)}`)
    log.error(`flow run '${name}': ${describeError(error)}`)
    const message = `The flow run could not be executed: ${describeError(error)}`
    await proposer.propose(crashed({ message })).catch(() => undefined)
  }
}
